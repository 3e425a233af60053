"""Command groups that import a command when it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeAlias, get_type_hints

import typer
from typer.core import TyperGroup
from typer.main import get_command

from smregister.cli.help_format import HelpContext
from smregister.cli.help_panels import (
    PanelCommand,
    assign_panels,
    command_panels,
    parameter_panels,
    write_panels,
)

Table: TypeAlias = "Mapping[str, tuple[str, ...]]"
"""The commands of a group: name -> (module in the group's package, summary, panel of help if there are several)."""


class LazyGroup(TyperGroup):
    """A group that lists its commands from a table and builds each when it is called.

    A module has a function of its own name, which is the command. It may have PANELS, the panels of its options. A
    package has a table COMMANDS as well; it is a group.
    """

    context_class = HelpContext

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._modules: dict[str, str] = {}

    def add_table(self, package: str, table: Table) -> None:
        """Add the commands of a package by their table."""
        for name, (module, summary, *panels) in table.items():
            self._modules[name] = f"{package}.{module}"
            self.commands[name] = PanelCommand(name, help=summary, rich_help_panel="".join(panels))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, then the commands panel by panel."""
        write_panels(formatter, parameter_panels(self, ctx))
        write_panels(formatter, command_panels(self.commands))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the arguments name."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, self.build(name) if name and command else None, rest

    def build(self, name: str) -> Any:
        """Return a command with its parameters."""
        if module := self._modules.pop(name, None):
            command = _build_command(name, module)
            command.rich_help_panel = getattr(self.commands[name], "rich_help_panel", None)
            self.commands[name] = command
        return self.commands[name]

    def build_all(self) -> None:
        """Build every command, those of groups included."""
        for command in map(self.build, self.commands):
            if isinstance(command, LazyGroup):
                command.build_all()


def build_group(name: str, callback: Callable[..., None], package: str, table: Table, **settings: Any) -> LazyGroup:
    """Create a group from its callback and the table of its commands."""
    app = typer.Typer(name=name, cls=LazyGroup, no_args_is_help=True, rich_markup_mode=None, **settings)
    app.callback()(_resolve_annotations(callback))
    group = get_command(app)
    assert isinstance(group, LazyGroup)  # noqa: S101
    group.add_table(package, table)
    return group


def _build_command(name: str, module_name: str) -> Any:
    module = import_module(module_name)
    function = getattr(module, module_name.rpartition(".")[2])
    if table := getattr(module, "COMMANDS", None):
        return build_group(name, function, module_name, table, add_completion=False)
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
    app.command(name, cls=PanelCommand)(_resolve_annotations(function))
    command = get_command(app)
    assign_panels(command, getattr(module, "PANELS", {}))
    return command


def _resolve_annotations(function: Callable[..., None]) -> Callable[..., None]:
    # Typer asks for the annotations several times and would evaluate the strings each time.
    function.__annotations__ = get_type_hints(function, include_extras=True)
    return function
