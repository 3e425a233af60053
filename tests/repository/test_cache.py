"""Cache of results: another program never reads what this one stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smregister.repository import cache


def test_a_change_of_the_program_is_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that keeps the size of a file, such as another digit."""
    module = tmp_path / "smregister/repository/cache.py"
    module.parent.mkdir(parents=True)
    monkeypatch.setattr(cache, "__file__", str(module))

    def digest(text: str, time: int) -> str:
        module.write_text(text)
        os.utime(module, ns=(time, time))
        return cache.program_digest.__wrapped__()

    first = digest("LIMIT = 1\n", 1)
    assert digest("LIMIT = 1\n", 1) == first
    assert len({first, digest("LIMIT = 2\n", 2), digest("LIMIT = 10\n", 1)}) == 3
