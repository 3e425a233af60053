"""Questions at the terminal, asked in turn."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import typer

from smregister.cli.console import is_interactive, print_message
from smregister.cli.write_access import command_line
from smregister.editing.choices import expand_choice, expand_choices
from smregister.errors import FatalError
from smregister.text import escape_hidden

Answers: TypeAlias = "dict[Any, Any]"
"""The values of answered questions by key, in order; None where the user gave none."""

Questions: TypeAlias = "Callable[[Answers], Iterable[Question]]"
"""Yields the questions by the answers so far."""

BACK = "back"
"""The answer that returns to the previous question."""

LANGUAGE_ADVICE = "type a language code or its English name, such as ms or Malay"

_SKIP = "skip"
_HELP = "?"

_LISTED_CHOICES = 12
_NAMED_CHOICES = 60
_INDENT = "  "


class Question(NamedTuple):
    """A question with its explanation, and how an answer becomes a value.

    Args:
        key: What is asked for; an option's name in `ask_options`.
        choices: value -> title. An answer may be either, in any case, or its unique beginning.
        default: The answer of Enter. Without one, Enter skips a question that is not required.
        several: The answer is a list with commas.
        parse: Returns the value of an answer; raises FatalError if it is invalid.
        history: Earlier answers, for the up arrow.
        lists_choices: Print the choices.
        echo: Returns what was understood; by default an answer that differs from what was typed.
    """

    key: Hashable
    title: str
    hint: str = ""
    choices: Mapping[str, str] = {}
    default: str = ""
    required: bool = False
    several: bool = False
    parse: Callable[[str], Any] = str
    history: tuple[str, ...] = ()
    lists_choices: bool = True
    echo: Callable[[Any], str] | None = None


class InconsistentAnswersError(FatalError):
    """Answers that don't fit together, to be given again."""

    def __init__(self, message: str, keys: Iterable[Hashable]) -> None:
        super().__init__(message)
        self.keys = frozenset(keys)


class _GoBack(Exception):  # noqa: N818
    """A wish to answer the previous question again."""


def ask_in_turn(questions: Questions, keep: Callable[[Answers], str]) -> Answers:
    """Ask until no question is left; `back` returns to the previous one, whose answer is the default then.

    If the user stops, print the command that continues, and end with 130 like an interrupt.

    Args:
        questions: Yields all questions by the answers so far, in order; may raise InconsistentAnswersError.
        keep: Keeps the answers so far, and returns the arguments of the command that continues.
    """
    answers: Answers = {}
    typed: dict[Hashable, list[str]] = {}
    accepted: dict[Hashable, str] = {}
    try:
        while True:
            try:
                question = next((item for item in questions(answers) if item.key not in answers), None)
                if question is None:
                    return answers
                answers = _answer(question, answers, typed.setdefault(question.key, []), accepted)
            except InconsistentAnswersError as error:
                print_hint(f"{error}; once more")
                answers = {key: value for key, value in answers.items() if key not in error.keys}
                accepted = {key: text for key, text in accepted.items() if key not in error.keys}
    except (KeyboardInterrupt, EOFError):
        print_message("\nnothing was written")
        if any(value is not None for value in answers.values()):
            print_message(f"your answers are kept; to continue: `smregister {keep(answers)}`")
        raise typer.Exit(130) from None


def ask_options(questions: Questions) -> Answers:
    """Ask for arguments and options that a command lacks: `ID` or `--option` -> value."""
    return ask_in_turn(questions, lambda answers: continue_command(chain(*map(_as_option, answers.items()))))


def ask_missing(ctx: typer.Context, given: Answers, questions: Questions, *, no_input: bool) -> Answers:
    """Return the arguments and options of a command, those that are missing asked for.

    If nothing can be asked, end with 2 and what is missing.

    Args:
        given: The arguments and options that the command needs: `ID` or `--option` -> value.
        questions: Yields the questions, also for options that it does not need; keys as in `given`.
    """
    present = {name: value for name, value in given.items() if value is not None}
    if present.keys() == given.keys():
        return given
    if no_input or not is_interactive():
        lines = [f"  {usage}" for name, usage in _usages(ctx) if name in given and name not in present]
        raise FatalError("\n".join([f"`{ctx.command_path}` is not complete; add:", *lines]))

    def open_questions(answers: Answers) -> Iterator[Question]:
        return (question for question in questions(present | answers) if question.key not in present)

    return given | ask_options(open_questions)


def _usages(ctx: typer.Context) -> Iterator[tuple[str, str]]:
    """Yield each argument and option of a command with its help."""
    for parameter in ctx.command.params:
        metavar = parameter.metavar or ""
        name = next((name for name in parameter.opts if name.startswith("--")), metavar.strip("[]"))
        text = f"{name} {metavar}" if name.startswith("--") else name
        yield name, f"{text}   {getattr(parameter, 'help', '')}"


def ask_one(question: Question) -> Any:
    """Ask one question; end with 130 if the user stops."""
    return ask_options(lambda _: [question])[question.key]


def continue_command(arguments: Iterable[str]) -> str:
    """Return the command as typed, with more arguments."""
    return " ".join(filter(None, [command_line(), shlex.join(arguments)]))


def yes_or_no(key: Hashable, title: str, hint: str = "") -> Question:
    """Return a question whose answer is True or None; Enter is no."""
    hint = hint or "y for yes; Enter for no"
    return Question(key, f"{title} [y/N]", hint, _YES_OR_NO, parse=_parse_yes_or_no, lists_choices=False)


def advise(parse: Callable[[str], Any], advice: str) -> Callable[[str], Any]:
    """Return a function that parses and, if an answer is invalid, raises FatalError with what to type instead."""

    def parse_or_advise(text: str) -> Any:
        try:
            return parse(text)
        except FatalError as error:
            raise FatalError(advice or str(error)) from error

    return parse_or_advise


def print_hint(text: str) -> None:
    """Write an explanation, dim."""
    print_message("\n".join(f"{_INDENT}{line}" for line in text.split("\n")), tone="dim")


_YES_OR_NO = {"yes": "", "no": ""}


def _parse_yes_or_no(text: str) -> bool | None:
    if text not in _YES_OR_NO:
        raise FatalError(f"`{text}` is not yes or no")
    return True if text == "yes" else None


def _answer(question: Question, answers: Answers, typed: list[str], accepted: dict[Hashable, str]) -> Answers:
    """Return the answers with that of a question, whose accepted text is the default if it is asked again."""
    try:
        value, accepted[question.key] = _ask(question, typed, accepted.get(question.key, ""))
        return {**answers, question.key: value}
    except _GoBack:
        if not answers:
            print_hint("this is the first question")
        return dict([*answers.items()][:-1])


def _ask(question: Question, typed: list[str], earlier: str) -> tuple[Any, str]:
    """Ask until the answer is valid; return its value and its text."""
    from smregister.cli.line_editor import read_line

    _print_question(question)
    may_skip = earlier and not question.required and not question.default
    if may_skip:
        print_hint(f"Enter keeps your answer; `{_SKIP}` leaves it out.")
    standard = earlier or question.default
    required = " (required)" if question.required and not standard else ""
    default = f" [{standard}]" if standard else ""
    prompt = escape_hidden(f"{question.title}{required}{default}: ")
    while True:
        text = read_line(prompt, question.choices, [*question.history, *typed], several=question.several)
        if text.casefold() == BACK:
            raise _GoBack
        if text == _HELP:
            _print_question(question)
            print_hint(f"`{BACK}` returns to the question before; Ctrl-C stops.")
            continue
        if may_skip and text.casefold() == _SKIP:
            return None, ""
        typed += [text] if text else []
        try:
            _require_visible(text)
            return _parse(question, text or standard)
        except InconsistentAnswersError:
            raise
        except FatalError as error:
            print_hint(str(error))


def _require_visible(text: str) -> None:
    """Raise FatalError if a character is hidden, or is not UTF-8."""
    if (shown := escape_hidden(text)) != text:
        raise FatalError(f"`{shown}` has a hidden character, shown as an escape; type it again")


def _parse(question: Question, text: str) -> tuple[Any, str]:
    """Return the value of an answer and its text, and print what was understood."""
    if not text and question.required:
        raise FatalError("an answer is required")
    if not text:
        return None, ""
    expanded = (expand_choices if question.several else expand_choice)(text, question.choices)
    value = question.parse(expanded)
    accepted = value if isinstance(value, str) else expanded
    shown = question.echo(value) if question.echo else accepted
    if value is not None and shown.casefold() != text.casefold():
        print_hint(shown)
    return value, accepted


def _print_question(question: Question) -> None:
    typer.echo("", err=True)
    if question.hint:
        print_hint(question.hint)
    if question.choices and question.lists_choices:
        print_hint(_format_choices(question.choices))


def _format_choices(choices: Mapping[str, str]) -> str:
    """Return a line for each of a few choices with titles; else the values on one."""
    titled = {value: title for value, title in choices.items() if title and title.casefold() != value.casefold()}
    if titled and len(choices) <= _LISTED_CHOICES:
        return "\n".join(f"{value}: {choices[value]}" if value in titled else value for value in choices)
    more = f" … ({len(choices):,} in all; Tab completes)" if len(choices) > _NAMED_CHOICES else ""
    start = "One of" if len(choices) > 1 else "Or"
    return f"{start}: {', '.join([*choices][:_NAMED_CHOICES])}{more}"


def _as_option(answer: tuple[Hashable, Any]) -> list[str]:
    """Return an answer as arguments of a command."""
    name, value = str(answer[0]), answer[1]
    if value is None:
        return []
    if not name.startswith("--"):
        return [str(value)]
    return [name] if value is True else [name, str(value)]
