"""Ask the advisory databases whether a version of constraints.txt is known to be unsafe; needs a network.

Ends with 0 where none is, 1 where some are, 2 where nobody could be asked: nothing is known of the versions then.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "audit"  # a virtual environment of its own: pip-audit is no part of what is tested
PATIENCE = 300  # seconds for each step: without an answer some hosts are asked again and again
#: how pip, pip-audit and what they are made of say that a host did not answer
UNREACHED = (
    *("ConnectionError", "ConnectTimeout", "ReadTimeout", "Max retries exceeded", "NewConnectionError", "ProxyError"),
    *("Name or service not known", "Temporary failure in name resolution", "Network is unreachable", "SSLError"),
    *("Connection refused", "Could not connect", "No matching distribution found for pip-audit", "HTTPError"),
    *("could not be audited", "ServiceError", "JSONDecodeError", "Could not find a version"),
)


def reason(output: str) -> str | None:
    """The last line of what a command said, if it says that somebody could not be reached."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = [line for line in lines if any(word in line for word in UNREACHED)]
    return told[-1][:200] if told else None


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run and wait; what it says is kept. A command that does not end counts as one that reached nobody."""
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, f"ConnectTimeout: no answer within {PATIENCE} s")


def main() -> int:
    """See the module."""
    python = PLACE / "bin" / "python"
    steps = (
        (sys.executable, "-m", "venv", str(PLACE)),
        (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"),
        (
            *(str(PLACE / "bin" / "pip-audit"), "--strict", "--disable-pip", "--no-deps"),
            *("--requirement", "constraints.txt"),
        ),
    )
    for step in steps:
        done = run(*step)
        if done.returncode == 0:
            continue
        why = reason(done.stdout)
        if why is not None:
            print(
                "The advisory database could not be asked, so nothing is known about the packages: check the network, "
                f"then run `make audit` again. ({why})",
                file=sys.stderr,
            )
            return 2
        print(done.stdout, end="")
        return 1
    print("No version in constraints.txt is known to be unsafe.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
