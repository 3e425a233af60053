"""Pages of the commands, their options and their exit statuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import dedent

from click import Command, Context, Parameter
from tests.docs.markdown import block, code, link, prose, table

from smregister.cli.lazy_group import LazyGroup
from smregister.cli.main import program

STATUSES = {
    "0": "Nothing is wrong, or the answer is yes.",
    "1": "The data is wrong, or the answer is no.",
    "2": "The command failed: a wrong option, no such commit, no register here.",
    "130": "You stopped the command with Ctrl-C; nothing was changed.",
}
_STATUS = re.compile(r"[^.]*\bends? with [0-9][^.]*\.", re.IGNORECASE)


def commands_page() -> Iterator[str]:
    """Yield the page of all commands."""
    yield from ("# Commands", "")
    yield prose("Every command, as `smregister COMMAND --help` describes it. Options can stand in any order.")
    yield prose("`smregister docs COMMAND` shows a section of this page, without a network.")
    contexts = [*_contexts()]
    yield from _list(contexts)
    for context in contexts:
        yield from _section(context)


def exit_page() -> Iterator[str]:
    """Yield the page of the exit statuses."""
    yield from ("# Exit statuses", "")
    yield prose("A command ends with a number, which scripts can test. `echo $?` prints the last one.")
    yield from table(["Status", "Meaning"], ([number, prose(words)] for number, words in STATUSES.items()))
    yield prose("Results go to standard output, messages to standard error.")
    yield from ("", "## Commands that say more", "")
    rows = (
        [link(code(context.command_path), context.command_path, "commands.md"), prose(" ".join(sentences))]
        for context in _contexts()
        if context.parent and (sentences := [*_status_sentences(context)])
    )
    yield from table(["Command", "Status"], rows)


def _status_sentences(context: Context) -> Iterator[str]:
    """Yield what the help of a command and of its options says about the exit status."""
    sentences = _STATUS.findall(" ".join(_text(context.command).split()))
    yield from map(str.strip, sentences)
    for parameter in context.command.get_params(context):
        if match := _STATUS.search(getattr(parameter, "help", None) or ""):
            yield f"`{parameter.opts[0]}`: {match[0].strip()}"


def _contexts() -> Iterator[Context]:
    """Yield the program, its commands and theirs, each with its path; hidden ones are left out."""
    group = program()
    group.build_all()
    # Click stores the help option of each command with the names that it has at first.
    yield from _below(group.context_class(group, info_name="smregister", **group.context_settings))


def _below(context: Context) -> Iterator[Context]:
    yield context
    command = context.command
    for name, member in command.commands.items() if isinstance(command, LazyGroup) else ():
        if not member.hidden:
            yield from _below(member.context_class(member, info_name=name, parent=context))


def _list(contexts: Iterable[Context]) -> Iterator[str]:
    """Yield a table of the commands for each group that `--help` shows."""
    panels: dict[str, list[list[str]]] = {}
    for context in contexts:
        if context.parent:
            row = [link(code(context.command_path), context.command_path), prose(_text(context.command).split("\n")[0])]
            panels.setdefault(_panel(context.command) or "", []).append(row)
    for panel, rows in panels.items():
        yield from (["", f"**{prose(panel)}**"] if panel else [])
        yield from table(["Command", "What it does"], rows)


def _section(context: Context) -> Iterator[str]:
    yield from ("", f"## {context.command_path}", "")
    yield from _help_lines(_text(context.command))
    pieces = context.command.collect_usage_pieces(context)
    yield from ("**Usage**", *block(" ".join([context.command_path, *pieces]), "text"))
    for title, rows in _panels(context).items():
        yield from (f"**{prose(title)}**", *table(["Name", "Meaning"], rows))


def _help_lines(text: str) -> Iterator[str]:
    r"""Yield the paragraphs of a help text; one that begins with `\b` keeps its lines, as at a terminal."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph.startswith("\b"):
            title, _, lines = paragraph.removeprefix("\b").lstrip("\n").partition("\n")
            yield from (f"**{prose(title.rstrip(':'))}**", *block(dedent(lines), "bash"))
        else:
            yield from (prose(paragraph), "")


def _panels(context: Context) -> Mapping[str, list[list[str]]]:
    """Return rows for the parameters by the group that `--help` shows them in, arguments first."""
    panels: dict[str, list[list[str]]] = {}
    for parameter in context.command.get_params(context):
        record = None if getattr(parameter, "hidden", False) else parameter.get_help_record(context)
        if record and "--help" not in parameter.opts:
            rows = panels.setdefault(_panel(parameter) or _usual_panel(parameter), [])
            rows.append([code(record[0].strip()), prose(record[1])])
    return panels


def _usual_panel(parameter: Parameter) -> str:
    return f"{parameter.param_type_name.capitalize()}s"


def _panel(item: Command | Parameter) -> str | None:
    panel = getattr(item, "rich_help_panel", None)
    return panel if isinstance(panel, str) else None


def _text(command: Command) -> str:
    return command.help or ""
