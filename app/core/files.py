"""Files replaced as a whole: a reader, or a power cut, sees the old content or the new, never a part."""

import os
import tempfile
from pathlib import Path

from app.core.errors import ProjectError


def replace_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write ``data`` to ``path`` atomically and durably; the folder must exist.

    Raises OSError; the file then still has its old content and no temporary file is left.
    """
    target = Path(path)
    descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _permissions_for(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    sync_folder(target.parent)


def sync_folder(folder: str | os.PathLike[str]) -> None:
    """Make renames inside ``folder`` survive a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: str | os.PathLike[str]) -> None:
    """Make what was written to a file, and its name, survive a power cut; OSError."""
    with open(path, "rb+") as stream:
        os.fsync(stream.fileno())
    sync_folder(Path(path).parent)


def make_folder(folder: Path) -> None:
    """Make a folder and the missing ones above it, and let that survive a power cut; OSError."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        sync_folder(each.parent)


def keep_aside(file: Path, word: str) -> Path:
    """Rename a file to <name>.<word> or <name>.<word>-<n> beside it; ProjectError if that cannot be done."""
    kept = file.with_name(f"{file.name}.{word}")
    number = 1
    while kept.exists():
        number += 1
        kept = file.with_name(f"{file.name}.{word}-{number}")
    try:
        os.rename(file, kept)
        sync_folder(file.parent)
    except OSError as error:
        raise ProjectError(
            f"{file} cannot be used and cannot be renamed ({error.strerror or error}); move it away."
        ) from error
    return kept


def _permissions_for(target: Path) -> int:
    """mkstemp makes files private (0600): keep the old file's bits, or give what a plain open() would."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o666 & ~_UMASK


def _read_umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


# The umask can only be read by setting it, which is not safe beside other threads: once, at import.
_UMASK = _read_umask()
