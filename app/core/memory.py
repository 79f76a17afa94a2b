"""How much memory this machine can still give, for work that is too large to be begun and then fail."""

import ctypes
import os
import sys
from pathlib import Path

_ENDLESS = 1 << 62
_GROUP = Path("/sys/fs/cgroup")
_GROUP_FILES = (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))


def free_bytes() -> int:
    """Bytes that can be had without pushing other programs out; a limit on this process's group counts too."""
    if sys.platform == "win32":
        return _windows_free()
    return min(_machine_free(), _group_free())


def in_gigabytes(count: int) -> str:
    """Bytes for a sentence: "7.2 GB"."""
    return f"{count / 1e9:.1f} GB"


def _machine_free() -> int:
    info = Path("/proc/meminfo")
    if info.is_file():
        for line in info.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2  # macOS does not say what is free


def _group_free() -> int:
    """What a container's limit leaves (cgroup v2 or v1); endless where there is none."""
    for limit, used in _GROUP_FILES:
        try:
            allowed, taken = ((_GROUP / name).read_text(encoding="ascii").strip() for name in (limit, used))
        except OSError:
            continue  # no such kind of group on this machine
        if allowed != "max":
            return max(0, int(allowed) - int(taken))
    return _ENDLESS


def _windows_free() -> int:
    class Status(ctypes.Structure):  # MEMORYSTATUSEX
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "total_page", "free_page", "total_virtual")),
            *((name, ctypes.c_ulonglong) for name in ("free_virtual", "free_extended")),
        )

    status = Status()
    status.length = ctypes.sizeof(status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.free)
