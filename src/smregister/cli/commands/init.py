"""`init`: a new register."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.console import is_interactive, print_message
from smregister.cli.context import open_context, today
from smregister.cli.new_record import Draft, complete_draft, open_for_record
from smregister.cli.options import RECORD, WRITING, NoInput
from smregister.cli.prompts import LANGUAGE_ADVICE, Answers, Question, advise, ask_one, ask_options, yes_or_no
from smregister.cli.write_access import program_path
from smregister.editing.choices import expand_choice
from smregister.editing.init.create import require_free_folder, require_valid_register, temporary_folder, write_files
from smregister.editing.init.files import (
    SETTING_NAMES,
    InitialSettings,
    create_files,
    create_tree,
    find_setting_error,
    load_countries,
    load_register_kind,
)
from smregister.editing.init.program_source import program_requirement
from smregister.errors import FatalError
from smregister.model import Value
from smregister.output.phrases import ADD_TO_DESK
from smregister.repository.git import is_repository
from smregister.repository.git_write import commit_all, init_repository, set_merge_driver
from smregister.repository.tree import REGISTER
from smregister.translations import language_names

PANELS = {
    RECORD: ("name", "custodian", "contact", "country", "language", "licence", "timezone"),
    WRITING: ("no_commit",),
}
_PROMPTED = ("name", "custodian", "contact")


def complete_country(incomplete: str) -> list[str]:
    """Return the countries that begin with a text."""
    return [code for code in load_countries() if code.startswith(incomplete)]


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the register; new or empty.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The register's name.")] = None,
    custodian: Annotated[str | None, typer.Option(metavar="TEXT", help="The office responsible for it.")] = None,
    contact: Annotated[str | None, typer.Option(metavar="EMAIL", help="The e-mail address for the public.")] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help="A country it covers: PG, MY or ID; may be repeated.", autocompletion=complete_country
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help="A language it is published in; may be repeated. Default: those of the country."
        ),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The license of its data, an SPDX code. Default: CC-BY-4.0."),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            metavar="AREA/CITY", help="Its time zone, like Asia/Kuala_Lumpur. Default: that of the country, or UTC."
        ),
    ] = None,
    no_commit: Annotated[bool, typer.Option("--no-commit", help="Do not commit.")] = False,
    no_input: NoInput = False,
) -> None:
    """Start a new register, ready to use.

    The register is a git repository with schemas, platforms, a standard, editor settings and a workflow that checks
    every change. At a terminal, the command asks for what is missing, and for the first agency and account.

    \b
    Examples:
      smregister init register
      smregister init register --country PG --name "Register of official accounts"
      smregister init register --timezone Pacific/Port_Moresby --no-commit
    """
    folder = ctx.obj / folder
    path = require_free_folder(folder)
    values = _read_options(ctx.params)
    is_complete = {f"--{field}" for field in _PROMPTED} <= values.keys()
    interactive = is_interactive() and not no_input and not is_complete
    values |= ask_options(partial(_questions, values)) if interactive else {}
    settings = _settings(values)
    _create(path, settings, commit=not no_commit)
    _print_created(folder, path, committed=not no_commit)
    _print_assumed(settings, values)
    records: dict[str, str] = {}
    try:
        for kind, record_id in _ask_first_records(ctx, path, settings.jurisdictions) if interactive else ():
            records[kind] = record_id
    finally:
        if records and not no_commit:
            commit_all(path, f"Add the first {' and '.join(records)}", settings.custodian, settings.contact)
        _print_next_steps(folder, settings, records, committed=not no_commit)


def _read_options(parameters: Mapping[str, Any]) -> Answers:
    """Return the options by name; raise FatalError if one is invalid."""
    values = {f"--{field}": text for field in SETTING_NAMES if (text := parameters[field]) is not None}
    for field in ("country", "language"):
        if items := parameters[field]:
            values[f"--{field}"] = ",".join(items)
    for option, text in values.items():
        if error := _find_error(option, text):
            raise FatalError(f"{option}: {error}")
    return values


def _questions(values: Answers, answers: Answers) -> Iterator[Question]:
    """Yield the questions for what the options leave open."""
    yield from (_question(field) for field in _PROMPTED if f"--{field}" not in values)
    if "--country" not in values:
        hint = "The countries it covers. Enter for none of these; `smregister add jurisdiction` adds others."
        yield Question("--country", "Countries", hint, _countries(), several=True, parse=partial(_parse, "--country"))
    if "--language" not in values:
        hint = "The languages that the register is published in, the main one first."
        default = ", ".join(_settings(values | answers).languages) or "en"
        countries = _country_codes((values | answers).get("--country") or "")
        question = Question(
            "--language", "Languages", hint, language_names(), default, several=True, echo=_name_languages
        )
        yield question._replace(parse=partial(_parse_languages, countries), lists_choices=False)


def _question(field: str) -> Question:
    """Return the question for a setting; only the name has a default."""
    schema = load_register_kind().fields[field,]
    default = InitialSettings().name if field == "name" else ""
    parse = partial(_parse, f"--{field}")
    return Question(f"--{field}", schema.title, schema.description, default=default, required=True, parse=parse)


def _parse(option: str, text: str) -> str:
    if error := _find_error(option, text):
        raise FatalError(error)
    return text


def _parse_languages(countries: tuple[str, ...], text: str) -> str:
    """Return the codes of languages; raise FatalError if one is the code of a chosen country instead."""
    spoken = {country: load_countries()[country].get("languages") for country in countries}
    for code in _codes(advise(partial(_parse, "--language"), LANGUAGE_ADVICE)(text)):
        languages = spoken.get(code.upper())
        if isinstance(languages, list) and code not in languages:
            country, words = load_countries()[code.upper()]["name"], ", ".join(f"`{word}`" for word in languages)
            name = language_names().get(code, "another language")
            raise FatalError(
                f"`{code}` is {name}; the languages of {country} are {words}; did you mean `{languages[0]}`?"
            )
    return text


def _name_languages(text: str) -> str:
    return ", ".join(f"{code}: {language_names().get(code, '')}" for code in _codes(text))


def _find_error(option: str, text: str) -> str | None:
    """Return what is wrong with the value of an option."""
    if option == "--language":
        return find_setting_error("languages", _codes(text))
    if option != "--country":
        return find_setting_error(option.removeprefix("--"), text)
    countries = load_countries()
    unknown = next((code for code in _country_codes(text) if code not in countries), None)
    advice = f"choose from {', '.join(countries)}, or add it later with `smregister add jurisdiction`"
    return f"there is no record of the country `{unknown}`; {advice}" if unknown else None


def _settings(values: Answers) -> InitialSettings:
    """Return the settings; the first country has defaults for some."""
    countries = _country_codes(values.get("--country") or "")
    main = load_countries()[countries[0]] if countries else {}
    languages, zone = main.get("languages"), main.get("timezone")
    defaults = {"timezone": zone} if isinstance(zone, str) else {}
    texts = {field: values[f"--{field}"] for field in SETTING_NAMES if f"--{field}" in values}
    codes = _codes(values.get("--language") or "") or map(str, languages if isinstance(languages, list) else ())
    return InitialSettings(**(defaults | texts), languages=(*codes,), jurisdictions=countries)


def _country_codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(expand_choice(item, _countries()) for item in _codes(text)))


def _countries() -> dict[str, str]:
    return {code: str(data["name"]) for code, data in load_countries().items()}


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in text.split(",") if item.strip()))


def _create(path: Path, settings: InitialSettings, *, commit: bool) -> None:
    files = create_files(settings, program_requirement())
    require_valid_register(files, today(create_tree(files)))
    with temporary_folder(path) as folder:
        write_files(folder, files)
        init_repository(folder)
        set_merge_driver(folder, program_path())
        if commit:
            commit_all(folder, "Start the register", settings.custodian, settings.contact)


def _print_created(folder: Path, path: Path, *, committed: bool) -> None:
    state = "everything committed" if committed else "nothing committed yet"
    shown = path if folder == Path() else folder
    print_message(f"Created a register in {shown}: a git repository with the branch `main`, {state}.")
    if is_repository(path.parent):
        print_message("It is inside another git repository; keep it out of that repository's commits.")


def _ask_first_records(ctx: typer.Context, root: Path, jurisdictions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Ask for an agency and its account; yield kind and id of each written one."""
    ctx.obj = root
    data: dict[str, Value] = {"jurisdiction": jurisdictions[0]} if len(jurisdictions) == 1 else {}
    if agency := _ask_record(ctx, "agency", None, data):
        yield "agency", agency
        if account := _ask_record(ctx, "account", agency, {}):
            yield "account", account


def _ask_record(ctx: typer.Context, kind_name: str, agency: str | None, data: dict[str, Value]) -> str | None:
    """Ask for a record and write it; return its id, or None if the user wants none."""
    hint = "y for yes. Enter for later, with `smregister add`."
    if not ask_one(yes_or_no(kind_name, f"Add the first {kind_name} now", hint)):
        return None
    # A context of its own, which unlocks the register at its end.
    inner = typer.Context(ctx.command, parent=ctx, obj=ctx.obj)
    with inner:
        context = open_context(inner)
        kind = context.snapshot.kinds[kind_name]
        draft = complete_draft(context, Draft(kind, agency, None, data), interactive=True)
        with open_for_record(inner, None, context, draft, interactive=True) as (context, path):
            apply_changes(context, {path: draft.encode()}, dry_run=False, next_step="")
        return kind.path_template.id_at(path)


def _print_assumed(settings: InitialSettings, values: Answers) -> None:
    default = InitialSettings()
    names = (name for name in SETTING_NAMES if getattr(settings, name) == getattr(default, name))
    if assumed := [f"{name} `{getattr(default, name)}`" for name in names if f"--{name}" not in values]:
        print_message(f"Defaults used: {', '.join(assumed)}; correct them in {REGISTER}.")


def _print_next_steps(folder: Path, settings: InitialSettings, records: Mapping[str, str], *, committed: bool) -> None:
    commit = [] if committed else ["git add --all", "git commit"]
    step = "smregister add agency" if settings.jurisdictions else "smregister add jurisdiction"
    if "agency" in records:
        step = f"smregister add account --agency {records['agency']}"
    if "account" in records:
        step = f"smregister appoint {records['agency']}"
    enter = [] if folder.resolve() == Path.cwd() else [f"cd {shlex.quote(str(folder))}"]
    steps = [*enter, *commit, step]
    print_message("Before the first pull request, add who may approve for the desk, by the numeric id on the server:")
    print_message(f"  {ADD_TO_DESK}")
    print_message("`smregister doctor` lists what else is to be set up, also for the workflows on a server.")
    print_message("\n".join(["Next:", *(f"  {step}" for step in steps)]))
