"""What the packaged program is installed with, as far as one machine can check it."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "packaging"


def test_the_menu_entry_starts_the_program_with_what_is_opened() -> None:
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(FOLDER / "segmend.desktop", encoding="utf-8")
    (section,) = entry.sections()
    assert section == "Desktop Entry"
    facts = entry[section]
    assert facts["Exec"] == "segmend %F"
    assert facts["Type"] == "Application"
    assert (ROOT / "resources" / "icons" / f"{facts['Icon']}.png").is_file()
    assert "inode/directory" in facts["MimeType"].split(";")
    assert all(facts[key].endswith(";") for key in ("Categories", "MimeType", "Keywords"))


@pytest.mark.parametrize("name", ["build-deb.sh", "build-dmg.sh"])
def test_the_scripts_are_sound_and_say_what_they_need(name: str, tmp_path: Path) -> None:
    assert subprocess.run(["sh", "-n", FOLDER / name], check=False).returncode == 0
    said = subprocess.run(
        [FOLDER / name, tmp_path / "none", tmp_path / "out"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 2
    assert "make package" in said.stderr or "macOS" in said.stderr


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs Debian's dpkg-deb")
def test_a_debian_package_holds_the_program_its_menu_entry_and_its_icon(tmp_path: Path) -> None:
    program = tmp_path / "Segmend"
    program.mkdir()
    (program / "segmend").write_text("#!/bin/sh\necho Segmend 1.2.3\n", encoding="utf-8")
    (program / "segmend").chmod(0o755)
    target = tmp_path / "segmend.deb"
    subprocess.run([FOLDER / "build-deb.sh", program, target], check=True, capture_output=True)
    facts = subprocess.run(["dpkg-deb", "--info", target], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^ Version: 1\.2\.3$", facts, re.MULTILINE)
    held = subprocess.run(["dpkg-deb", "--contents", target], check=True, capture_output=True, text=True).stdout
    for path in ("./opt/segmend/segmend", "./usr/bin/segmend -> /opt/segmend/segmend", "apps/segmend.png", ".desktop"):
        assert path in held
    assert program.joinpath("segmend").exists()


def test_the_installer_for_windows_names_files_that_are_there() -> None:
    text = (FOLDER / "segmend.iss").read_text(encoding="utf-8")
    assert (FOLDER / re.findall(r"LicenseFile=(.*)", text)[0].replace("\\", "/")).resolve().is_file()
    assert "dist\\Segmend\\*" in text
    assert text.count("{#Version}") == 2
