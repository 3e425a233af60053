"""Help whose options and commands are listed in panels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from typer.core import TyperCommand

from smregister.cli.help_format import HelpContext

Rows = list[tuple[str, str]]


class PanelCommand(TyperCommand):
    """A command whose help lists its options in panels."""

    context_class = HelpContext

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options panel by panel."""
        write_panels(formatter, parameter_panels(self, ctx))


def assign_panels(command: Any, panels: Mapping[str, Sequence[str]]) -> None:
    """Assign parameters to panels by their names.

    Args:
        panels: panel -> the names of the parameters in it.
    """
    names = {name: panel for panel, members in panels.items() for name in members}
    for parameter in command.params:
        parameter.rich_help_panel = names.get(parameter.name, parameter.rich_help_panel)


def parameter_panels(command: Any, ctx: Any) -> dict[str, Rows]:
    """Return the lines of help by panel: arguments first, unassigned options last."""
    parameters = [*command.get_params(ctx)]
    arguments = [item for item in parameters if item.param_type_name == "argument"]
    options = [item for item in parameters if item.param_type_name == "option"]
    titled = [item for item in options if getattr(item, "rich_help_panel", None)]
    panels: dict[str, Rows] = {}
    for item in (*arguments, *titled, *(item for item in options if item not in titled)):
        if record := item.get_help_record(ctx):
            title = getattr(item, "rich_help_panel", None) or f"{item.param_type_name.capitalize()}s"
            panels.setdefault(title, []).append(record)
    return panels


def command_panels(commands: Mapping[str, Any]) -> dict[str, Rows]:
    """Return the name and summary of each command for each panel."""
    panels: dict[str, Rows] = {}
    width = max(map(len, commands))
    for name, command in commands.items():
        if not command.hidden:
            summary = (command.help or "").partition("\n")[0]
            panels.setdefault(command.rich_help_panel or "Commands", []).append((name.ljust(width), summary))
    return panels


def write_panels(formatter: Any, panels: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """Write panels to a help text, each with its title."""
    for title, rows in panels.items():
        with formatter.section(title):
            formatter.write_dl([*rows])
