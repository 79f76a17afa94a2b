"""Seeded damage to the files of an export: bytes, words, branches of JSON, chunks of PNG, members of npz, files."""

import io
import json
import struct
import zipfile
import zlib
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

Files = dict[str, bytes]  # relative path -> content

WORDS = (
    *(b"-1", b"0", b"1", b"3", b"255", b"256", b"65536", b"4294967295", b"99999999999999999999", b"1e400", b"-0.0"),
    *(b"1e9", b"NaN", b"Infinity", b"null", b"true", b"[]", b"{}", b'""', b'"a"', b"[[[[", b"}]", b",", b'"', b"'"),
    *(b"../../etc/passwd", b"/etc/passwd", b"C:\\x", b"\\\\host\\x", b"..\\..\\x", b"\x00", b"\xff\xfe", b"\n"),
    *(b"<!DOCTYPE x>", b"<!ENTITY a SYSTEM 'file:///etc/passwd'>", b"&a;", b"<a>", b"</image>", b"%s%n", b"=1+1"),
    *(b"'; DROP TABLE images; --", "é́\u202e".encode(), b"\\ud800", b"<img src=file:///etc/passwd>"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 255, 256, 65535, 2**31, 2**32 - 1, 2**63, 10**25, 0.5, -0.0, 1e9, -1e9, 1e308),
    *("", "a", "../../etc/passwd", "/etc/passwd", "C:\\x", "a" * 5000, "\0", "\ud800", "<b>", "=1+1", "0", "-1"),
    *([], {}, [[]], [0], [None], {"a": 1}, [1, 2, 3, 4], [[0, 0], [5, 0], [5, 5]], [10**12], [-5, 200]),
)
ENDS = ("2", " ", "é", "\udc80", ".", "X" * 150)  # of names of files that are there twice
_MAGIC = b"\x89PNG\r\n\x1a\n"


def mutate(files: Files, chance: Random) -> dict[str, bytes | Path | None]:
    """What changes: new content by path, None for a file that goes, a Path for one that becomes a link to it."""
    name = chance.choice(sorted(files))
    kind = chance.randrange(40)
    if kind == 0:
        return {name: None}
    if kind == 1:
        return {name: Path("/etc/passwd")}
    if kind == 2:
        other = chance.choice(sorted(files))
        return {name: files[other], other: files[name]}
    if kind == 3:
        return {name[:-4] + chance.choice(ENDS) + name[-4:]: files[name]}
    if kind == 4:
        return {name: b""}
    return {name: damage(files[name], chance)}


def damage(data: bytes, chance: Random) -> bytes:
    """Changes that know the kind of file, and changes that do not."""
    if chance.random() < 0.5:
        if data[:8] == _MAGIC:
            return _damaged_png(data, chance)
        if data[:2] == b"PK":
            return _damaged_zip(data, chance)
        if data.lstrip()[:1] in (b"{", b"["):
            return _damaged_json(data, chance)
    return _damaged_bytes(data, chance)


def _damaged_bytes(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        at = chance.randrange(len(changed) + 1)
        end = at + chance.choice((1, 1, 2, 8, 64))
        kind = chance.randrange(8)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at:end]
        elif kind == 2:
            changed[at:at] = changed[at:end] * chance.choice((1, 2, 50))
        elif kind == 3:
            changed[at:at] = chance.choice(WORDS)
        elif kind == 4:
            changed[at:end] = chance.choice(WORDS)
        elif kind == 5 and chance.random() < 0.3:
            del changed[at:]
        elif kind == 6:
            _replace_number(changed, at, chance)
        elif at < len(changed):
            changed[at] = chance.randrange(256)
    return bytes(changed)


def _replace_number(changed: bytearray, at: int, chance: Random) -> None:
    """Another number for the one at or after this place."""
    digits = b"0123456789.-"
    while at < len(changed) and changed[at] not in digits:
        at += 1
    end = at
    while end < len(changed) and changed[end] in digits:
        end += 1
    if at < end:
        changed[at:end] = chance.choice(WORDS[:12])


def _damaged_json(data: bytes, chance: Random) -> bytes:
    """One branch replaced, doubled, taken out, wrapped or moved; the text stays JSON."""
    try:
        root = json.loads(data)
    except ValueError:
        return _damaged_bytes(data, chance)
    for _ in range(chance.choice((1, 1, 2))):
        places = list(_places(root))
        if not places:
            break
        parent, key = chance.choice(places)
        _change_branch(parent, key, places, chance)
    return json.dumps(root, allow_nan=True).encode("utf-8", "surrogatepass")


def _change_branch(parent: Any, key: Any, places: list[tuple[Any, Any]], chance: Random) -> None:
    kind = chance.randrange(6)
    if kind == 0:
        del parent[key]
    elif kind == 1 and isinstance(parent, list):
        parent[key:key] = [parent[key]] * chance.choice((1, 3, 20))
    elif kind == 2:
        value = parent[key]
        for _ in range(chance.choice((1, 2, 100))):
            value = [value]
        parent[key] = value
    elif kind == 3:
        other, name = chance.choice(places)
        # A copy as text, so that no branch holds itself.
        parent[key] = json.loads(json.dumps(other[name]))
    elif kind == 4 and isinstance(parent, dict):
        parent[chance.choice(("a", "", "id", "points", "size", "../x"))] = parent.pop(key)
    else:
        parent[key] = deepcopy(chance.choice(VALUES))  # a later change may go into it


def _places(root: Any) -> list[tuple[Any, Any]]:
    """(list or object, key) of every branch; of long lists the first elements."""
    found: list[tuple[Any, Any]] = []
    waiting = [root]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(min(len(each), 40)) if isinstance(each, list) else ()
        for key in keys:
            found.append((each, key))
            waiting.append(each[key])
    return found


def _damaged_png(data: bytes, chance: Random) -> bytes:
    """Chunks changed, doubled, swapped or taken out, with check sums that hold; pixels changed inside their stream."""
    chunks: list[list[bytes]] = []
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunks.append([data[at + 4 : at + 8], data[at + 8 : at + 8 + length]])
        at += 12 + length
    if not chunks:
        return _damaged_bytes(data, chance)
    chosen = chance.choice(chunks)
    kind = chance.randrange(6)
    if kind == 0:
        chunks.remove(chosen)
    elif kind == 1:
        chunks.insert(chance.randrange(len(chunks) + 1), chosen)
    elif kind == 2:
        chosen[0] = chance.choice((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"tEXt", b"zTXt", b"iCCP", b"sgPV"))
    elif kind == 3 and chosen[0] == b"IDAT":
        chosen[1] = zlib.compress(_damaged_bytes(zlib.decompress(chosen[1]), chance))
    elif kind == 4:
        head = bytearray(chunks[0][1])
        if len(head) == 13:
            sides = (0, 1, 2, 12, 13, 255, 65535, 2**31 - 1)
            head[:8] = struct.pack(">II", chance.choice(sides), chance.choice(sides))
            head[8:10] = bytes(chance.choice(((1, 0), (2, 3), (4, 3), (8, 0), (8, 2), (8, 6), (16, 0), (16, 2))))
            chunks[0][1] = bytes(head)
    else:
        chosen[1] = _damaged_bytes(chosen[1], chance)
    parts = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return _MAGIC + b"".join(parts)


def _damaged_zip(data: bytes, chance: Random) -> bytes:
    """A member changed and packed again, so that its check sum holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    content = members[name]
    kind = chance.randrange(4)
    if kind == 0:
        del members[name]
    elif kind == 1:
        members[chance.choice(("labels.npy", "about.npy", "../x.npy", "/x.npy", "a" * 300))] = content
    elif kind == 2:
        head = chance.choice((b"'|O'", b"'|u1'", b"'<u8'", b"'<f8'", b"'<U9999999'", b"[('a', '|u1')]", b"'|V0'"))
        shape = chance.choice((b"(9, 7)", b"()", b"(1000000, 1000000)", b"(-1, 5)", b"(0, 7)", b"(9,)", b"(9, 7, 1)"))
        text = b"{'descr': " + head + b", 'fortran_order': False, 'shape': " + shape + b", }"
        members[name] = content[:8] + struct.pack("<H", len(text) + 1) + text + b"\n" + content[128:]
    else:
        members[name] = _damaged_bytes(content, chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, inner in members.items():
            archive.writestr(each, inner)
    return stream.getvalue()
