"""Progress of long runs: reported in order, shown on terminals only, removed at the end."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from smregister.cli import progress_line
from smregister.progress import listening, track


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock that tests set."""
    now = [100.0]
    monkeypatch.setattr(progress_line.time, "monotonic", lambda: now[0])
    return now


def test_items_come_without_a_listener() -> None:
    assert list(track("reading", "abc")) == ["a", "b", "c"]


def test_a_listener_gets_each_item_and_the_end() -> None:
    reports: list[tuple[str, int, int]] = []
    with listening(lambda *news: reports.append(news)):
        assert list(track("reading", "ab")) == ["a", "b"]
    assert reports == [("reading", 0, 2), ("reading", 1, 2), ("reading", 2, 2)]
    list(track("reading", "ab"))
    assert len(reports) == 3


def test_a_run_over_a_second_shows_progress_and_removes_it(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_line.show_progress():
        for _ in track("reading", range(2000)):
            clock[0] += 1 / 64
    shown = terminal.getvalue().split("\r\x1b[K")
    assert shown[1] == "reading: 64 of 2,000"
    assert 100 < len(shown) < 450, "not for each, but again and again"
    assert shown[-1] == ""


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_short_run_or_one_in_a_pipe_shows_nothing(
    clock: list[float], monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    stream = Terminal() if is_terminal else StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_line.show_progress():
        for _ in track("reading", range(40)):
            clock[0] += 0.02 if is_terminal else 10
    assert stream.getvalue() == ""


def test_the_line_is_removed_when_the_work_fails(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    def fail() -> None:
        for _ in track("reading", range(10)):
            clock[0] += 2
            if clock[0] > 105:
                raise ValueError

    with pytest.raises(ValueError), progress_line.show_progress():  # noqa: PT011
        fail()
    assert terminal.getvalue().endswith("of 10\r\x1b[K")
