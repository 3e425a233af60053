"""Benchmark of files that were made to exhaust their reader: `python tests/benchmarks/hostile.py`.

Each is validated as an account's record in one process, five times, after everything is loaded. The table has
the medians; below it is the peak memory of the process.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.tree import READ_LIMIT
from smregister.repository.work_tree import WorkTree

PROJECT = Path(__file__).parents[2]
ROOM = 60_000
LONGEST = 0.05
MOST_MEMORY = 200


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Return each file's name for the table, and its content."""
    yield "alias bomb", _levels("a{0}: &a{0} [{1}]", "*a{0}").encode()
    yield "merge bomb", _levels("a{0}: &a{0}\n  <<: [{1}]", "*a{0}").encode()
    yield "twin keys", _filled("a: 1\n")
    yield "unknown fields", "".join(f"field_{number}: 1\n" for number in range(ROOM // 15)).encode()
    yield "brackets", b"a: " + b"[" * ROOM
    yield "nested blocks", "".join(f"{' ' * depth}a:\n" for depth in range(340)).encode()
    yield "a long text", b"purpose: " + b"a" * ROOM + b"\n"
    yield "20 MiB", b"purpose: a\n" + b"# " + b"a" * (20 << 20) + b"\n"
    yield "20,000 digits", b"platform_id: " + b"9" * 20_000 + b"\n"
    yield "tags", _filled("- !a b\n")
    yield "hidden characters", b"purpose: " + "\u202e".encode() * (ROOM // 3) + b"\n"
    yield "escapes", b'purpose: "' + b"\\u202e" * (ROOM // 6) + b'"\n'
    yield "invalid items", b"platform: x\nhandle: a\nevidence:\n" + _filled("  - {kind: b, c: d}\n")
    yield "repeated items", b"platform: x\nhandle: a\ntags:\n" + _filled("  - news\n")
    yield "a pattern's bait", b"platform: x\nhandle: " + b"a" * ROOM + b"!\n"
    yield "an address's bait", b"platform: x\nurl: https://x.com/" + b"%2e" * (ROOM // 3) + b"\n"
    yield "dates", b"platform: x\nhandle: a\nopened: " + b"2020-" * (ROOM // 5) + b"\n"
    yield "no YAML", _filled("a: b: c\n")
    yield "not UTF-8", _filled("a: 1\n") + b"\xff\n"
    yield "zeros", b"\0" * ROOM


def _filled(line: str) -> bytes:
    return (line * (ROOM // len(line))).encode()


def _levels(line: str, alias: str) -> str:
    first = line.format(0, "b")
    rest = (line.format(level, ", ".join([alias.format(level - 1)] * 9)) for level in range(1, 10))
    return "\n".join([first, *rest, ""])


def main() -> int:
    """Measure, print, and end with 1 if a file takes too long or memory grows too large."""
    costs = {name: _cost(content) for name, content in hostile_files()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print("| hostile file | ms | goal |\n|---|---|---|")
    for name, cost in costs.items():
        print(f"| {name} | {cost * 1000:.1f} | ≤ {LONGEST * 1000:.0f}: {'met' if cost <= LONGEST else 'MISSED'} |")
    print(f"\npeak {peak:.0f} MiB (goal ≤ {MOST_MEMORY}: {'met' if peak <= MOST_MEMORY else 'MISSED'})")
    return 0 if max(costs.values()) <= LONGEST and peak <= MOST_MEMORY else 1


def _cost(content: bytes) -> float:

    kinds, _ = load_kinds(WorkTree(PROJECT))
    reader, path = RecordReader(kinds), "registry/agencies/example/accounts/hostile.yaml"
    reader.read(kinds["account"], path, b"a: 1\n")
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        _, findings = reader.read(kinds["account"], path, content[: READ_LIMIT + 1])
        times.append(time.perf_counter() - begin)
        if not findings:
            raise RuntimeError("a hostile file was found valid")
    return median(times)


if __name__ == "__main__":
    sys.exit(main())
