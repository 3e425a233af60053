"""`explain`: the reason and the remedy behind a name."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from smregister.cli.completion import open_incomplete
from smregister.cli.console import print_result, print_text
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.output.json_writer import document
from smregister.repository.tree import Tree
from smregister.validation.explain import explain_name, known_names
from smregister.validation.glossary import GROUPS, format_group, format_index, list_groups


def complete_name(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the names that begin with a text."""
    return [name for name in known_names(open_incomplete(ctx)) if name.startswith(incomplete)]


def explain(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="A rule, a kind, a field, a fact, or the code of a clause. Default: an index of them.",
            autocompletion=complete_name,
        ),
    ] = "",
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Explain a rule, a kind, a field, a fact or a clause.

    For a rule: what it finds, why it matters and what to do. For a kind: its fields. For a clause, by its code: what
    it asks, what to do, and how it is assessed. Facts are the values that clauses use.
    The words kinds, rules, facts, clauses and roles list all of them.

    \b
    Examples:
      smregister explain
      smregister explain dangling-reference
      smregister explain account.handle
      smregister explain PUB-03
    """
    explanation = _explain(open_context(ctx, ref, as_of).tree, name)
    if json:
        print_result(document({"name": name, **explanation}))
    else:
        print_text(explanation["text"])


def _explain(tree: Tree, name: str) -> dict[str, Any]:
    if not name:
        groups = list_groups(tree)
        names = [{"name": group.name, "title": group.title, "count": int(group.note)} for group in groups]
        return {"text": format_index(tree, groups), "entries": names}
    if name in GROUPS:
        terms = [*GROUPS[name].list_terms(tree)]
        names = [{"name": term.name, "title": term.title, "group": term.heading} for term in terms]
        return {"text": format_group(name, terms), "entries": names}
    return {"text": explain_name(tree, name)}
