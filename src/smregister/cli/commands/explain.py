"""validate, explain: what is wrong, and why it matters."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import print_result
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.explanations import explanation
from smregister.output.json_text import document
from smregister.reading_rules import READING_RULES
from smregister.rules import RULES


def complete_rule(incomplete: str) -> list[str]:
    """Return the names of the rules, and of the list of facts, that begin with a text."""
    names = (*(rule.name for rule in (*READING_RULES, *RULES)), "facts")
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
    clauses of standards speak of. Of a clause, by its code: what it asks, what is to be done, how it is judged.

    \b
    Examples:
      smregister explain dangling-reference
      smregister explain account
      smregister explain account.handle
      smregister explain facts
      smregister explain facts.days_since_last_post
      smregister explain PUB-03
    """
    found = explanation(open_context(ctx, ref, as_of).tree, name)
    print_result(document({"name": found.name, "text": found.text}) if json else found.text)
