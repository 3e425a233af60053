"""`explain`: the reason and the remedy behind a name."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import print_result, print_text
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.output.json_writer import document
from smregister.validation.explain import all_rules, explain_name


def complete_rule(incomplete: str) -> list[str]:
    """Return the names of the rules, and of the list of facts, that begin with a text."""
    names = (*(rule.name for rule in all_rules()), "facts")
    return [name for name in names if name.startswith(incomplete)]


def explain(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="RULE-OR-FIELD",
            help="A rule, a kind, a field, a fact, or the code of a clause.",
            autocompletion=complete_rule,
        ),
    ],
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Explain a rule, a kind, a field, a fact or a clause.

    Of a rule: what it finds, why it matters and what to do. Of a kind: its fields. Facts are what the
    clauses of standards speak of. Of a clause, by its code: what it asks, what is to be done, how it is assessed.

    \b
    Examples:
      smregister explain dangling-reference
      smregister explain account
      smregister explain account.handle
      smregister explain facts
      smregister explain facts.days_since_last_post
      smregister explain PUB-03
    """
    text = explain_name(open_context(ctx, ref, as_of).tree, name)
    if json:
        print_result(document({"name": name, "text": text}))
    else:
        print_text(text)
