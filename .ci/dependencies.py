"""What is installed is what was tested, and may be given away with the program: versions and licences, offline.

Followed are the requirements of pyproject.toml and of its extra `dev`, and theirs. Each must be installed in the
version that constraints.txt names, in a version that it allows, and under a licence that is in ALLOWED. Whether a
version is known to be unsafe cannot be told offline: `make audit` asks.
"""

import importlib.metadata as metadata
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = re.compile(
    r"\b(MIT|BSD|FreeBSD|Apache|ISC|PSF|Python Software Foundation|HPND|CMU|MPL|Mozilla|LGPL|Lesser General|Unlicense|"
    r"Zlib|0BSD|Public Domain|CC0|Historical Permission)",
    re.IGNORECASE,
)
#: tools that are run and not given away with the program: their licence says nothing about it
TOOLS = {"pyinstaller": "GPL with an exception for what it packs", "pyinstaller-hooks-contrib": "GPL and Apache"}
CUDA = re.compile(r"^(nvidia-|cuda-|triton$)")  # named exactly by torch, see constraints.txt


def pinned(text: str) -> dict[str, str]:
    """name -> version of constraints.txt."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name.strip()): version.split(";")[0].strip() for name, version in pairs}


def needed(requirements: list[str]) -> dict[str, list[Requirement]]:
    """Every requirement, and those of what is installed for it, by name."""
    found: dict[str, list[Requirement]] = {}
    followed: set[tuple[str, str]] = set()  # a package, and an extra of it
    waiting = [(Requirement(each), "") for each in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found.setdefault(name, []).append(requirement)
        new = {(name, part) for part in ("", *requirement.extras)} - followed
        followed |= new
        try:
            theirs = metadata.distribution(name).requires or []
        except metadata.PackageNotFoundError:
            continue  # which is told below
        waiting += [(Requirement(each), part) for _, part in new for each in theirs]
    return found


def licence(name: str) -> str:
    """What a package says about its licence, in one line."""
    about = metadata.metadata(name)
    classifiers = [each for each in about.get_all("Classifier", []) if each.startswith("License")]
    parts = [about.get("License-Expression"), (about.get("License") or "").strip()[:200], *classifiers]
    return " | ".join(" ".join(part.split()) for part in parts if part)


def problems(requirements: list[str], pins: dict[str, str]) -> list[str]:
    """A sentence for everything that is not as it should be."""
    found = []
    for name, askers in sorted(needed(requirements).items()):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            found.append(f"{name} is required and not installed.")
            continue
        if not all(each.specifier.contains(version, prereleases=True) for each in askers):
            found.append(f"{name} {version} is not what is required ({', '.join(map(str, askers))}).")
        if name not in pins and not CUDA.match(name):
            found.append(f"{name} {version} is not in constraints.txt.")
        elif name in pins and pins[name] != version.split("+")[0]:
            found.append(f"{name} {version} is installed, but {pins[name]} is what constraints.txt names.")
        said = licence(name)
        if not ALLOWED.search(said) and name not in TOOLS and not CUDA.match(name):
            found.append(
                f"{name} {version}: its licence ({said or 'not told'}) is not in the list of .ci/dependencies.py."
            )
    return found


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    found = problems(requirements, pinned((ROOT / "constraints.txt").read_text("utf-8")))
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
