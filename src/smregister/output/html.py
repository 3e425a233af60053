"""Web pages from templates, with one stylesheet, without scripts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from smregister.text import escape_hidden
from smregister.translations import Translations

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_STYLESHEET = "pages.css"


def render_page(template: str, words: Translations, **values: object) -> Iterator[str]:
    """Yield the lines of a page in a language from values and functions.

    The template escapes markup in texts. Hidden characters are escaped in all lines.
    """
    page = _environment(words).get_template(template).render(values, language=words.language)
    yield from (escape_hidden(line) for line in page.split("\n") if line.strip())


@cache
def _environment(words: Translations) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Not `newstyle`: it takes every translated text for safe markup, and a percent sign in it for a variable.
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(words.catalog, newstyle=False)  # type: ignore[attr-defined]
    style = (_TEMPLATES / _STYLESHEET).read_text(encoding="utf-8")
    environment.globals.update(style=style, policy=_policy(style))
    return environment


def _policy(style: str) -> str:
    """Return a policy that allows only the page's style (https://www.w3.org/TR/CSP3/)."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    others = "img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; style-src 'sha256-{digest}'; {others}"
