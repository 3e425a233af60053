"""The reference says what the code says, and its Markdown is safe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.docs import json_pages
from tests.docs.markdown import anchor, block, code, prose, table
from tests.docs.reference import COMMAND, FOLDER, PAGES, generate, outdated

_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


@cache
def pages() -> Mapping[str, str]:
    """Return every page by its name, as the code would write it now."""
    return {name: generate(name) for name in PAGES}


def anchors(page: str) -> list[str]:
    """Return the anchors of a page: of its headings, and of rows in its tables."""
    return [*map(anchor, _HEADING.findall(page)), *re.findall(r'<a id="([^"]*)">', page)]


def test_the_reference_is_what_the_code_says() -> None:
    assert outdated() == [], f"run `{COMMAND}` and commit what it changes"


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_page_and_an_anchor(name: str) -> None:
    for file, fragment in _LINK.findall(pages()[name]):
        assert not file or (FOLDER / file).is_file(), file
        if fragment:
            assert fragment in anchors(pages()[file or name]), f"{file}#{fragment}"


@pytest.mark.parametrize("name", PAGES)
def test_every_anchor_is_there_once(name: str) -> None:
    found = anchors(pages()[name])
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("name", PAGES)
def test_every_row_of_a_table_has_the_cells_of_its_heading(name: str) -> None:
    for rows in re.findall(r"(?:^\|.*\n)+", pages()[name], re.MULTILINE):
        assert len({_CODE.sub("", row).count("|") for row in rows.splitlines()}) == 1, rows


def test_every_command_has_a_section_of_its_name() -> None:
    headings = _HEADING.findall(pages()["commands.md"])
    assert {"smregister add", "smregister merge-driver", "smregister report coverage"} <= {*headings}
    assert all(heading == "Commands" or heading.startswith("smregister") for heading in headings)


def test_the_small_map_is_a_map() -> None:
    Draft202012Validator(json_pages.import_map_schema()).validate(yaml.safe_load(json_pages.EXAMPLE))


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("A field such as `letter.date`, or a_b.", "A field such as `letter.date`, or a_b."),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("[here](javascript:x) ![x](y) [x]: y", r"[here\](javascript:x) ![x\](y) [x\]: y"),
        ("*bold* _too_ __init__ ~~no~~", r"\*bold\* \_too\_ \_\_init\_\_ \~\~no\~\~"),
        ("a | b\n\n# c", "a &#124; b # c"),
        ("# not a heading", "&#35; not a heading"),
        ("1. not a list", "1&#46; not a list"),
        ("- not a list", "&#45; not a list"),
        ("2018-03-28 is a date", "2018-03-28 is a date"),
        ("!!! note", "&#33;!! note"),
        ("words{: onclick=alert(1) }", r"words\{: onclick=alert(1) }"),
        ("&lt; is not <", "&amp;lt; is not <"),
        ("one ` alone", r"one \` alone"),
        ("\x1b[31mred\u202e", r"\\x1b[31mred\\u202e"),
        ("`a|b<c>`", "<code>a&#124;b&lt;c&gt;</code>"),
    ],
)
def test_prose_holds_no_markup_but_code(text: str, markdown: str) -> None:
    assert prose(text) == markdown


def test_code_and_blocks_end_where_they_should() -> None:
    assert code("a`b") == "`` a`b ``"
    assert "\n".join(block("```\nx\x1b")).strip() == "````\n```\nx\\x1b\n````"
    assert list(table(["a"], [])) == []
