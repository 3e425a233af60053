"""Restricted Jinja environment for templates that others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from smregister.text import escape_hidden

_ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Filter,
)
"""Facts, loops over lists and conditions. Other nodes could grow a letter without limit or reach the program."""
_ALLOWED_FILTERS = ("upper", "lower", "title", "capitalize", "trim", "length", "first", "last")
_MAX_LOOP_DEPTH = 2
_MAX_RESULT = 8 * 1024 * 1024
_LONGEST_EXCERPT = 80


class _BoundedTemplate(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        pieces, size = [], 0
        for piece in self.generate(*args, **kwargs):
            size += len(piece)
            if size > _MAX_RESULT:
                raise TemplateError("it makes more than a letter can hold")
            pieces.append(piece)
        return "".join(pieces)


class Sandbox(ImmutableSandboxedEnvironment):
    """Environment that escapes facts and rejects what a template must not contain."""

    template_class = _BoundedTemplate

    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, extensions=())
        self.globals = {}
        self.filters = {name: self.filters[name] for name in _ALLOWED_FILTERS}
        self.tests = {}
        self._facts = facts
        self._sources: list[str] = []

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:  # noqa: A002
        """Parse a template; raise TemplateError if it is invalid."""
        self._sources.append(source)
        try:
            return self._checked(source, globals, template_class)
        except RecursionError as error:
            raise TemplateSyntaxError("too many brackets or conditions are inside each other", 1) from error

    def _checked(self, source: Any, values: Any, template_class: Any) -> Template:
        tree = self.parse(source)
        for error, line in _find_errors(tree, {*self._facts, "loop"}, 0):
            raise TemplateSyntaxError(error, line)
        return super().from_string(source, values, template_class)

    def explain(self, error: TemplateError) -> str:
        """Return the message of an error with the text of its line, if that is known."""
        line = getattr(error, "lineno", None) or _line_of(error)
        lines = self._sources[-1].split("\n") if self._sources else []
        excerpt = re.sub(r"<[^>]*>", "", lines[line - 1]).strip() if line and line <= len(lines) else ""
        location = f", in `{escape_hidden(excerpt[:_LONGEST_EXCERPT])}`" if excerpt else ""
        return f"{escape_hidden(error.message or 'it asks for what a letter does not have')}{location}"


def _find_errors(node: nodes.Node, names: set[str], depth: int) -> Iterator[tuple[str, int]]:
    """Yield errors with their lines; `names` are the facts and loop variables."""
    if not isinstance(node, _ALLOWED_NODES):
        yield f"templates can't do this ({type(node).__name__.lower()})", node.lineno
    elif isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in names:
        yield f"a letter has no `{node.name}`", node.lineno
    elif isinstance(node, nodes.For):
        yield from _find_loop_errors(node, names, depth + 1)
        return
    for child in node.iter_child_nodes():
        yield from _find_errors(child, names, depth)


def _find_loop_errors(node: nodes.For, names: set[str], depth: int) -> Iterator[tuple[str, int]]:
    if depth > _MAX_LOOP_DEPTH or node.recursive:
        yield "a list is gone through inside another", node.lineno
    if not isinstance(node.target, nodes.Name):
        yield "a loop takes one name", node.lineno
        return
    inner_names = {*names, node.target.name}
    for child in (node.iter, *([node.test] if node.test else []), *node.body, *node.else_):
        yield from _find_errors(child, names if child is node.iter else inner_names, depth)


def _line_of(error: TemplateError) -> int | None:
    """Return the line of a template in which an error was raised."""
    trace, line = error.__traceback__, None
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
