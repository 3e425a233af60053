"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from smregister.cli.completion import complete_id, complete_kind, complete_platform
from smregister.cli.field_completion import complete_assignment

RECORD = "What to record"
SELECTION = "What to show"
TIME = "Which day and tree"
WRITING = "Writing"
OUTPUT = "Output"
REQUEST = "Pull request"
"""Panels of options in help."""

Ref: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--ref",
        metavar="REF",
        help="Read this commit, tag or branch; `:` is git's index. Default: the files on disk.",
        rich_help_panel=TIME,
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The day that counts as today, like 2018-03-28. Default: the real one.",
        rich_help_panel=TIME,
    ),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Write one JSON document.", rich_help_panel=OUTPUT)]
LanguageCode: TypeAlias = Literal["en", "ms", "id"]
Language: TypeAlias = Annotated[
    LanguageCode | None,
    typer.Option(
        "--lang",
        help="English, Malay or Indonesian. Default: the register's first language of these; JSON in English.",
        rich_help_panel=OUTPUT,
    ),
]
AgencyLanguage: TypeAlias = Annotated[
    LanguageCode | None,
    typer.Option(
        "--lang",
        help="English, Malay or Indonesian. Default: the agency's first language, or the register's; JSON in English.",
        rich_help_panel=OUTPUT,
    ),
]
KindName: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="[KIND]",
        help="A kind of record, such as account or agency; left out, which there are.",
        autocompletion=complete_kind,
    ),
]
_RECORD_HELP = "The record: `agency/name`, `kind:id`, its path, or an account's address or @handle."
RecordId: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help=_RECORD_HELP,
        autocompletion=complete_id,
    ),
]
OptionalRecordId: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="ID",
        help=_RECORD_HELP,
        autocompletion=complete_id,
    ),
]
PlatformName: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--platform",
        metavar="PLATFORM",
        help="Only accounts on this platform.",
        autocompletion=complete_platform,
        rich_help_panel=SELECTION,
    ),
]
FieldsFrom: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="FILE", help="Read fields from a YAML file; - is standard input.", rich_help_panel=RECORD
    ),
]
NoInput: TypeAlias = Annotated[
    bool, typer.Option("--no-input", help="Ask nothing, even at a terminal.", rich_help_panel=WRITING)
]
DryRun: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change, and write nothing.", rich_help_panel=WRITING)
]
Apply: TypeAlias = Annotated[
    bool, typer.Option("--apply", help="Write the records. Default: only show the plan.", rich_help_panel=WRITING)
]
Assignments: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="Set a field; += adds an item to a list; may be repeated.",
        autocompletion=complete_assignment,
        rich_help_panel=RECORD,
    ),
]
