"""Downloads against a server on this machine that behaves well, badly, and in between."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import torch

from models import names
from models.checkpoint import load_checkpoint
from models.errors import ModelError
from models.zoo import ready_made
from models.zoo.download import RemoteFile, fetch
from models.zoo.ready_made import DOWNLOADS, ELSEWHERE, download_model, remote_file

CONTENT = bytes(range(256)) * 9000  # 2.3 MB: more than two chunks


@dataclass
class Behaviour:
    """What the server does with a request, and the requests it had."""

    content: bytes = CONTENT
    knows_range: bool = True
    status: int = 200
    kind: str = "application/octet-stream"
    claimed: int | None = None  # Content-Length, where it is not the truth
    says_length: bool = True
    sent: int | None = None  # bytes after which the connection is cut
    range_start: int | None = None  # where it says it continues, where it is not the truth
    moved_to: str = ""
    ranges: list[str | None] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        does: Behaviour = self.server.behaviour  # type: ignore[attr-defined]
        asked = self.headers.get("Range")
        does.ranges.append(asked)
        if does.moved_to:
            self.send_response(302)
            self.send_header("Location", does.moved_to)
            self.end_headers()
            return
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and does.knows_range else 0
        if asked and does.knows_range and begin >= len(does.content):
            self.send_error(416)
            return
        body = does.content[begin:]
        is_part = bool(asked) and does.knows_range and does.status == 200
        self.send_response(206 if is_part else does.status)
        self.send_header("Content-Type", does.kind)
        if is_part:
            start = begin if does.range_start is None else does.range_start
            self.send_header("Content-Range", f"bytes {start}-{len(does.content) - 1}/{len(does.content)}")
        if does.says_length:
            self.send_header("Content-Length", str(len(body) if does.claimed is None else does.claimed))
        self.end_headers()
        self.wfile.write(body if does.sent is None else body[: does.sent])

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


Ask = Callable[..., RemoteFile]


@pytest.fixture
def ask(server: ThreadingHTTPServer) -> Ask:
    """Set how the server behaves; returns the file to ask it for."""

    def set_behaviour(limit: int = 10_000_000, checksum: str = "", **behaviour: Any) -> RemoteFile:
        does = Behaviour(**behaviour)
        server.behaviour = does  # type: ignore[attr-defined]
        checksum = checksum or hashlib.sha256(CONTENT).hexdigest()[:8]
        url = f"http://127.0.0.1:{server.server_port}/models/weights-{checksum}.pth"
        return RemoteFile(url, checksum, limit, is_local_allowed=True)

    return set_behaviour


def refused(remote: RemoteFile, folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        fetch(remote, folder)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert not (folder / remote.name).exists()
    return sentence


def part(folder: Path) -> Path:
    (found,) = folder.iterdir()
    assert found.name.endswith(".pth.part")
    return found


def ranges(server: ThreadingHTTPServer) -> list[str | None]:
    return server.behaviour.ranges  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("says_length", [True, False])
def test_a_file_arrives_whole_under_its_name(ask: Ask, tmp_path: Path, says_length: bool) -> None:
    shown: list[tuple[int, int | None]] = []
    remote = ask(says_length=says_length)
    path = fetch(remote, tmp_path / "new", lambda done, total: shown.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert [file.name for file in path.parent.iterdir()] == [remote.name]
    total = len(CONTENT) if says_length else None
    assert shown[0] == (0, total)
    assert shown[-1] == (len(CONTENT), total)


def test_what_is_there_already_is_not_asked_for(ask: Ask, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    remote = ask()
    fetch(remote, tmp_path)
    fetch(remote, tmp_path)
    assert len(ranges(server)) == 1
    (tmp_path / remote.name).write_bytes(b"damaged")
    assert fetch(remote, tmp_path).read_bytes() == CONTENT


def test_a_connection_that_breaks_off_is_taken_up_where_it_broke(
    ask: Ask, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    assert f"broke off after 1000000 of {len(CONTENT)} bytes" in refused(ask(sent=1_000_000), tmp_path)
    assert part(tmp_path).stat().st_size == 1_000_000
    assert fetch(ask(), tmp_path).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=1000000-"]


def test_a_server_that_ignores_range_sends_all_again(ask: Ask, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    refused(ask(sent=1_000_000), tmp_path)
    assert fetch(ask(knows_range=False), tmp_path).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=1000000-"]


def test_a_server_that_continues_elsewhere_is_asked_for_all(
    ask: Ask, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    refused(ask(sent=1_000_000), tmp_path)
    assert fetch(ask(range_start=5), tmp_path).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=1000000-", None]


@pytest.mark.parametrize("content", [CONTENT, CONTENT + b"more"])
def test_a_part_that_is_whole_or_too_long_is_judged_by_its_sum(ask: Ask, tmp_path: Path, content: bytes) -> None:
    remote = ask()
    (tmp_path / f"{remote.name}.part").write_bytes(content)
    assert fetch(remote, tmp_path).read_bytes() == CONTENT
    assert [file.name for file in tmp_path.iterdir()] == [remote.name]


def test_stopping_keeps_what_came(ask: Ask, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    def stop(done: int, total: int | None) -> None:
        if done > 500_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(ask(), tmp_path, stop)
    came = part(tmp_path).stat().st_size
    assert 500_000 < came < len(CONTENT)
    assert fetch(ask(), tmp_path).read_bytes() == CONTENT
    assert ranges(server) == [f"bytes={came}-"]


def test_a_wrong_sum_is_thrown_away(ask: Ask, tmp_path: Path) -> None:
    sentence = refused(ask(content=b"something else"), tmp_path)
    assert "wrong checksum" in sentence
    assert "open the local file" in sentence
    assert not list(tmp_path.iterdir())


def test_a_server_that_says_too_little_or_too_much_is_not_believed(ask: Ask, tmp_path: Path) -> None:
    assert "wrong checksum" in refused(ask(claimed=1000), tmp_path)
    assert "broke off" in refused(ask(claimed=len(CONTENT) + 1), tmp_path)
    part(tmp_path).unlink()
    assert "expected at most" in refused(ask(claimed=10**12), tmp_path)
    assert "expected at most" in refused(ask(limit=1_500_000, says_length=False), tmp_path)
    assert not part(tmp_path).stat().st_size


def test_a_page_is_no_file(ask: Ask, tmp_path: Path) -> None:
    sentence = refused(ask(content=b"<html>log in</html>", kind="text/html; charset=utf-8"), tmp_path)
    assert "a page (text/html)" in sentence
    assert not list(tmp_path.iterdir())
    assert "wrong checksum" in refused(ask(content=b"<html>log in</html>"), tmp_path)


def test_an_error_of_the_server_is_told(ask: Ask, tmp_path: Path) -> None:
    assert "404 Not Found" in refused(ask(status=404), tmp_path)
    refused(ask(sent=1000), tmp_path)
    assert "503" in refused(ask(status=503, knows_range=False), tmp_path)
    assert part(tmp_path).stat().st_size == 1000


def test_a_machine_without_network_is_told_of_the_other_way(tmp_path: Path) -> None:
    remote = RemoteFile("http://127.0.0.1:9/weights-12345678.pth", "12345678", 10, is_local_allowed=True)
    sentence = refused(remote, tmp_path)
    assert "could not be reached" in sentence
    assert "`models convert weights-12345678.pth NAME` needs no network" in sentence


def test_weights_come_over_https_alone(ask: Ask, tmp_path: Path) -> None:
    for url in ("http://example.org/a-12345678.pth", "ftp://example.org/a.pth", "file:///etc/passwd"):
        for is_allowed in (True, False):
            assert "https alone" in refused(RemoteFile(url, "12345678", 10, is_local_allowed=is_allowed), tmp_path)
    assert "https alone" in refused(RemoteFile("http://127.0.0.1/a.pth", "12345678", 10), tmp_path)
    assert "https alone" in refused(ask(moved_to="http://example.org/a.pth"), tmp_path)
    assert "file:///etc/passwd" in refused(ask(moved_to="file:///etc/passwd"), tmp_path)
    with pytest.raises(ValueError, match="checksum"):
        RemoteFile("https://example.org/a.pth", "", 10)


def test_a_folder_that_cannot_be_written_is_told(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "could not be downloaded" in refused(ask(), tmp_path / "file")


def test_what_can_be_downloaded_has_an_address_and_a_sum() -> None:
    for name in DOWNLOADS:
        remote = remote_file(name)
        assert remote.url.startswith("https://download.pytorch.org/models/")
        assert len(remote.sha256) == 8
        assert remote.url.endswith(f"-{remote.sha256}.pth")
        assert int(remote.sha256, 16)
        assert 4_000_000 < remote.limit < 700_000_000
        assert not remote.is_local_allowed


@pytest.mark.parametrize("name", list(ELSEWHERE))
def test_what_has_no_address_says_how_to_get_it(name: str) -> None:
    with pytest.raises(ModelError, match=f"then run `models convert .* {name}"):
        download_model(name)


def test_a_name_that_is_not_known_is_told_with_those_that_are() -> None:
    with pytest.raises(ModelError, match=r"no moon to download; choose one of fcn_resnet50, .*, fcn8s"):
        download_model("moon")


def test_a_downloaded_network_is_known_by_its_name(
    ask: Ask, server: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.models import squeezenet1_0

    torch.save(squeezenet1_0(weights=None).state_dict(), tmp_path / "squeezenet.pth")
    content = (tmp_path / "squeezenet.pth").read_bytes()
    remote = ask(content=content, checksum=hashlib.sha256(content).hexdigest()[:8])
    monkeypatch.setattr(ready_made, "remote_file", lambda name: remote)
    assert download_model("squeezenet1_0") == 0
    assert load_checkpoint(names.find_model("squeezenet1_0")).config.trunk == "squeezenet"
    assert not list((names.user_folder() / "downloads").iterdir())
    assert download_model("squeezenet1_0") == 0
    assert len(ranges(server)) == 1
