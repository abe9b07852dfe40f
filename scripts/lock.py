"""Write requirements.lock anew from pyproject.toml: every extra, every system, Python 3.11 and later, each file with its hash.

python start.py scripts/lock.py [--upgrade]
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = [
    "--all-extras",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
]


def main(argv: list[str]) -> int:
    """Run uv's resolver with the options above; settings of this machine (find-links, extra indexes) stay out."""
    # hashes must be those of the public files, so a machine's own index settings are not read
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    line = [sys.executable, "-m", "uv", "pip", "compile", "--no-config", "pyproject.toml", *OPTIONS, "-o", "requirements.lock", *argv]
    return subprocess.call(line, cwd=ROOT, env=quiet, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
