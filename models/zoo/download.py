"""Downloads that can be trusted and resumed: https, a checksum, a part file, one rename at the end."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from models.errors import ModelError

_CHUNK = 1 << 20
_TIMEOUT = 30.0  # seconds without a byte
_PAGES = ("text/html", "application/xhtml+xml", "application/json", "text/xml", "application/xml")
_LOCAL = ("localhost", "127.0.0.1", "::1")

#: bytes done, bytes in all (None where the server does not say)
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class RemoteFile:
    """A file on a server. sha256: the beginning of its sum, as torchvision writes it. limit: bytes it has at most."""

    url: str
    sha256: str
    limit: int
    is_local_allowed: bool = False  # plain http from this machine itself, for tests

    def __post_init__(self) -> None:
        if len(self.sha256) < 8:
            raise ValueError("a file without a checksum is not downloaded")

    @property
    def name(self) -> str:
        return Path(urlsplit(self.url).path).name

    def check_address(self, url: str) -> None:
        """Raise ModelError unless `url` may be asked for this file: its own, or one it was sent on to."""
        parts = urlsplit(url)
        if parts.scheme == "https" or (self.is_local_allowed and parts.hostname in _LOCAL):
            return
        raise ModelError(f"{url} is not asked for: weights come over https alone.")


def fetch(remote: RemoteFile, folder: Path, progress: Progress = lambda done, total: None) -> Path:
    """Download into `folder`, or take up where an earlier call stopped. Returns the file, whose sum is right.

    Until then it is called `….part`; that file stays when the connection breaks or the person stops it, for the next
    call. Raises ModelError; nothing half-written ever stands under the file's own name.
    """
    target = folder / remote.name
    part = folder / f"{remote.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.is_file() and _has_sum(target, remote):
            return target
        _receive(remote, part, progress)
        if not _has_sum(part, remote):
            part.unlink()
            raise ModelError(
                f"{remote.url} sent a file with the wrong checksum, so it was thrown away. Try again later; "
                f"{_without_network(remote)}"
            )
        os.replace(part, target)
    except OSError as error:  # URLError, HTTPError and timeouts are of this kind
        raise ModelError(f"{remote.url} {_reason(error)}. Run it again to go on; {_without_network(remote)}") from error
    except HTTPException as error:
        raise ModelError(
            f"{remote.url} broke off or sends no HTTP ({type(error).__name__}). Run it again to go on; "
            f"{_without_network(remote)}"
        ) from error
    return target


def _without_network(remote: RemoteFile) -> str:
    return (
        f"or get {remote.name} by another way and open the local file: `models convert {remote.name} NAME` "
        "needs no network."
    )


def _reason(error: OSError) -> str:
    if isinstance(error, HTTPError):
        error.close()
        return f"could not be had: the server says {error.code} {error.reason}"
    if isinstance(error, URLError):
        return f"could not be reached ({error.reason})"
    if isinstance(error, TimeoutError):
        return "stopped sending"
    return f"could not be downloaded ({error.strerror or error})"


class _SafeRedirects(HTTPRedirectHandler):
    def __init__(self, remote: RemoteFile) -> None:
        self.remote = remote

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        try:
            self.remote.check_address(newurl)
        except ModelError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _receive(remote: RemoteFile, part: Path, progress: Progress) -> None:
    """Fill the part file to the length the server says. Raises OSError, HTTPException or ModelError."""
    remote.check_address(remote.url)
    begin = part.stat().st_size if part.is_file() else 0
    if begin and not _go_on(remote, part, begin, progress):
        if _has_sum(part, remote):
            return  # it was whole, and only its name was not given to it
        part.unlink()
        begin = 0
    if not begin:
        with _open(remote, {}) as response:
            _write(remote, response, part, 0, progress)


def _go_on(remote: RemoteFile, part: Path, begin: int, progress: Progress) -> bool:
    """Continue the part file; False where the server cannot. One that ignores Range and sends all begins anew."""
    try:
        response = _open(remote, {"Range": f"bytes={begin}-"})
    except HTTPError as error:
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            error.close()
            return False
        raise
    with response:
        if response.status == HTTPStatus.PARTIAL_CONTENT:
            if not response.headers.get("Content-Range", "").startswith(f"bytes {begin}-"):
                return False
        else:
            begin = 0
        _write(remote, response, part, begin, progress)
    return True


def _open(remote: RemoteFile, headers: dict[str, str]) -> HTTPResponse:
    request = Request(remote.url, headers={"User-Agent": "Segmend", "Accept-Encoding": "identity", **headers})
    response: HTTPResponse = build_opener(_SafeRedirects(remote)).open(request, timeout=_TIMEOUT)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in _PAGES:
        response.close()
        raise ModelError(
            f"{remote.url} answered with a page ({kind}) and not with the file; a login or a proxy may stand between. "
            f"Look at it in a browser, {_without_network(remote)}"
        )
    return response


def _write(remote: RemoteFile, response: HTTPResponse, part: Path, begin: int, progress: Progress) -> None:
    """Append what comes to the first `begin` bytes of the part file. Raises OSError where less comes than was said."""
    length = response.headers.get("Content-Length", "")
    total = begin + int(length) if length.isdecimal() and len(length) < 16 else None
    if (total or 0) > remote.limit:
        raise ModelError(f"{remote.url} says it has {total} bytes; {remote.limit} are expected at most.")
    free = shutil.disk_usage(part.parent).free
    if total is not None and total - begin > free:
        raise ModelError(f"{part.parent} has {free / 1e6:.0f} MB free; {(total - begin) / 1e6:.0f} MB are needed.")
    done = begin
    with open(part, "ab") as file:
        file.truncate(begin)
        progress(done, total)
        while chunk := response.read1(_CHUNK):
            done += len(chunk)
            if done > remote.limit:
                file.truncate(0)
                raise ModelError(f"{remote.url} sends more than the {remote.limit} bytes that are expected at most.")
            file.write(chunk)
            progress(done, total)
    if total is not None and done < total:
        raise ConnectionError(f"broke off after {done} of {total} bytes")


def _has_sum(path: Path, remote: RemoteFile) -> bool:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().startswith(remote.sha256)
