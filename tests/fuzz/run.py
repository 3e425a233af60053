"""Fuzzer of a check, guided by covered lines: `python -m tests.fuzz.run documents 300`.

Needs `pip install atheris`. Inputs that reach new lines are packed into `tests/data/corpora/fuzz-*.json`, which the
tests check again.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

from tests.fuzz.checks import PROJECT

CORPORA = Path(__file__).parents[1] / "data" / "corpora"
# More than this is cut from the corpus, the longest first; it is for replaying, not for show.
MOST_KEPT = 400

FUZZER = """
import sys
import atheris
with atheris.instrument_imports(include=["smregister"]):
    from tests.fuzz.checks import CHECKS
atheris.Setup(sys.argv, CHECKS[{name!r}])
atheris.Fuzz()
"""


def main() -> int:
    """Fuzz one check for some seconds, and keep the inputs that reach new lines."""
    name, seconds = sys.argv[1], sys.argv[2]
    packed = CORPORA / f"fuzz-{name}.json"
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder)
        for number, text in enumerate(json.loads(packed.read_text()) if packed.exists() else []):
            (old / str(number)).write_bytes(b64decode(text))
        for number, seed in enumerate(_seeds(name)):
            (old / f"seed-{number}").write_bytes(seed)
        limits = ["-max_len=2000", "-timeout=10", f"-artifact_prefix={Path.cwd()}/"]
        status = _fuzz(name, [str(old), f"-max_total_time={seconds}", *limits])
        contents = sorted({path.read_bytes() for path in old.iterdir()}, key=lambda content: (len(content), content))
        packed.write_text(
            json.dumps([b64encode(content).decode() for content in contents[:MOST_KEPT]], indent=0) + "\n"
        )
        print(f"{len(contents)} inputs, {min(len(contents), MOST_KEPT)} kept")
    return status


def _fuzz(name: str, arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-c", FUZZER.format(name=name), *arguments], check=False).returncode


def _seeds(name: str) -> list[bytes]:

    if name == "addresses":
        return [b"https://www.facebook.com/a.b", b"x.com/a?s=1#!/b", b"youtube.com/channel/UC" + b"a" * 22, b"@a"]
    return [path.read_bytes() for path in (PROJECT / "tests/examples").rglob("*.yaml") if path.stat().st_size < 2000]


if __name__ == "__main__":
    sys.exit(main())
