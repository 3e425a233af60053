"""Reference pages, generated from the code and its data; `--write` writes them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.docs.command_pages import commands_page, exit_page
from tests.docs.json_pages import import_map_page, json_page
from tests.docs.markdown import prose, table, tidy
from tests.docs.register_pages import clauses_page, facts_page, kinds_page, rules_page
from tests.registers import PROJECT

FOLDER = PROJECT / "docs/reference"
COMMAND = "python -m tests.docs.reference --write"
_MARK = f"<!-- Generated: change the code, then run `{COMMAND}`. -->"


def index_page() -> Iterator[str]:
    """Yield the list of the other pages."""
    yield from ("# Reference", "", "Every name and every value. These pages are made from the program and its data.")
    rows = ([f"[{title}]({name})", prose(words)] for name, (title, words) in _CONTENTS.items())
    yield from table(["Page", "What it lists"], rows)


_CONTENTS = {
    "commands.md": ("Commands", "every command with its options and examples"),
    "exit-statuses.md": ("Exit statuses", "the numbers that commands end with"),
    "kinds.md": ("Kinds and fields", "what a record can hold, and who may change it"),
    "rules.md": ("Rules", "what `smregister validate` finds, why it matters and what to do"),
    "clauses.md": ("Clauses", "what the standards ask of accounts"),
    "facts.md": ("Facts", "what the conditions of clauses can use"),
    "json.md": ("JSON documents", "the answers of commands with `--json`, and their JSON Schemas"),
    "import-maps.md": ("Import maps", "how the columns of a list become fields"),
}

PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "index.md": index_page,
    "commands.md": commands_page,
    "exit-statuses.md": exit_page,
    "kinds.md": kinds_page,
    "rules.md": rules_page,
    "facts.md": facts_page,
    "clauses.md": clauses_page,
    "json.md": json_page,
    "import-maps.md": import_map_page,
}


def generate(name: str) -> str:
    """Return the text of a page by what the code says now."""
    title, *lines = PAGES[name]()
    return tidy([title, "", _MARK, "", *lines])


def outdated() -> list[str]:
    """Return the names of the pages that differ from what the code says, or are missing or left over."""
    stored = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in {*PAGES, *stored} if name not in PAGES or stored.get(name) != generate(name))


def write() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        (FOLDER / name).write_text(generate(name), "utf-8")


def main() -> int:
    """Write the pages, or print which are outdated."""
    parser = argparse.ArgumentParser(prog="python -m tests.docs.reference", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the pages")
    if parser.parse_args().write:
        write()
    names = outdated()
    for name in names:
        print(f"docs/reference/{name} is outdated")
    return int(bool(names))


if __name__ == "__main__":
    sys.exit(main())
