"""Prompts at a terminal: the line editor, choices, and questions in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from unittest.mock import patch

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from smregister.cli import line_editor, prompts
from smregister.cli.line_editor import read_line
from smregister.editing.choices import expand_choice, expand_choices
from smregister.errors import FatalError
from smregister.translations import language_names

UP, TAB, ENTER, LEFT = "\x1b[A", "\t", "\r", "\x1b[D"
LEVELS = {"national": "National", "state": "State or province", "none": ""}


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    """Return the keys that are pressed at a terminal whose screen is not looked at."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(line_editor, "create_output", lambda stdout: DummyOutput())
    with create_pipe_input() as keyboard, create_app_session(input=keyboard):
        yield keyboard


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("abd" + LEFT + "c" + ENTER, "abcd"),
        ("\x1b[200~two\nlines,\ta tab\x1b[201~" + ENTER, "two lines, a tab"),
        (UP + ENTER, "second"),
        (UP + UP + "!" + ENTER, "first!"),
        ("NAT" + TAB + ENTER, "national"),
        ("province" + TAB + ENTER, "province"),
        ("State or" + TAB + ENTER, "state"),
    ],
)
def test_a_line_is_edited_recalled_and_completed(keyboard: PipeInput, keys: str, text: str) -> None:
    keyboard.send_text(keys)
    assert read_line("Level: ", LEVELS, ["first", "second"], several=False) == text


def test_the_last_item_of_a_list_is_completed(keyboard: PipeInput) -> None:
    keyboard.send_text("en, TOK P" + TAB + ENTER)
    assert read_line("Languages: ", language_names(), [], several=True) == "en, tpi"


@pytest.mark.parametrize(("key", "error"), [("\x03", KeyboardInterrupt), ("\x04", EOFError)])
def test_a_key_stops_the_line(keyboard: PipeInput, key: str, error: type[BaseException]) -> None:
    keyboard.send_text(key)
    with pytest.raises(error):
        read_line("Level: ", LEVELS, [], several=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("National", "national"),
        ("STATE", "state"),
        ("state or  province", "state"),
        ("na", "national"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_a_choice_is_found_by_value_title_or_beginning(text: str, value: str) -> None:
    assert expand_choice(text, LEVELS) == value


def test_an_ambiguous_beginning_is_an_error() -> None:
    with pytest.raises(FatalError, match="`n` can be national, none; type more"):
        expand_choice("n", LEVELS)


@pytest.mark.parametrize(
    ("text", "codes"), [("English", "en"), ("EN, Malay", "en, ms"), ("zh-hant", "zh-Hant"), ("[en, ms]", "[en, ms]")]
)
def test_a_language_is_found_by_its_english_name(text: str, codes: str) -> None:
    assert expand_choices(text, language_names()) == codes


def test_hidden_characters_of_titles_are_shown_as_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    prompts_seen: list[str] = []

    def read(prompt: str, choices: Mapping[str, str], history: Sequence[str], *, several: bool) -> str:
        prompts_seen.append(prompt)
        return ""

    with patch.object(line_editor, "read_line", read):
        prompts.ask_one(prompts.Question("a", "A\x1b[31m", "B\x9b", {"c": "C\u202e"}))
    assert prompts_seen == ["A\\x1b[31m: "]
    assert not {"\x1b", "\x9b", "\u202e"} & {*capsys.readouterr().err}


@pytest.mark.parametrize("text", ["A\u202e", "A\x1b]0;B\x07", "caf\udce9"])
def test_hidden_characters_of_an_answer_are_asked_about_at_once(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([text, "A"])
    with patch.object(line_editor, "read_line", lambda *_, **__: next(answers)):
        assert prompts.ask_one(prompts.Question("a", "A")) == "A"
    assert "has a hidden character" in capsys.readouterr().err


def test_a_dumb_terminal_edits_the_line_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("Größe\tA \n".encode())))
    assert read_line("Level: ", LEVELS, ["first"], several=False) == "Größe A"
    assert capsys.readouterr() == ("", "Level: ")
    with pytest.raises(EOFError):
        read_line("Level: ", LEVELS, [], several=False)


def test_hints_are_wrapped_at_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    prompts.print_hint("word " * 30)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 1
    assert all(len(line) <= 40 and set(line.split()) == {"word"} for line in lines)
