"""Pipes whose reader goes away, as `| head` does: they end a command quietly, as they end other programs."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

READER_GONE = 141  # 128 + SIGPIPE: what a shell says of a program that ended so


class _Pipe(io.FileIO):
    """A pipe that nobody reads any more ends the program, at the first write that finds out; what follows is dropped.

    SIGPIPE itself would also come from sockets and from the pipes to worker processes, and no `finally` would run.
    """

    ends_program = True

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if not isinstance(error, BrokenPipeError) and not (os.name == "nt" and error.errno == errno.EINVAL):
                raise
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
        if _Pipe.ends_program:
            raise SystemExit(READER_GONE)
        return memoryview(data).nbytes


def run_piped(run: Callable[[], int | None]) -> int:
    """Run a program that writes to stdout and stderr; returns its exit code, READER_GONE where a reader went away.

    The one place for it: both entries, main.py and `python -m models`, go through here.
    """
    sys.stdout, sys.stderr = _watched(sys.stdout), _watched(sys.stderr)
    try:
        try:
            return run() or 0
        finally:  # here and not at the exit of Python, which would tell of an exception that it ignored
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
    except SystemExit as end:
        if end.code == READER_GONE:
            return READER_GONE
        raise


def outlive_readers() -> None:
    """For a window: whoever reads its output may go, it stays."""
    _Pipe.ends_program = False


def _watched(stream: TextIO) -> TextIO:
    """The stream again, over a _Pipe where it is a pipe or a socket. A program without a console has no streams."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    mode = os.fstat(stream.fileno()).st_mode
    if not stat.S_ISFIFO(mode) and not stat.S_ISSOCK(mode):
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Pipe(stream.fileno(), "wb", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
