"""Addresses that the pages of a site load from another origin: `python -m tests.docs.site FOLDER` lists them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

_LOADING = re.compile(r"\S+ (?:src|srcset|poster)|(?:link|use|image) (?:xlink:)?href|object data")
"""Elements and attributes with addresses that a browser loads."""
_FOREIGN = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_IN_STYLES = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if _LOADING.fullmatch(f"{tag} {name}") and _FOREIGN.match((value or "").strip()):
                self.addresses.append(str(value))


def foreign_addresses(name: str, text: str) -> list[str]:
    """Return what a page, a style sheet or a picture loads from another origin."""
    page = _Page()
    if not name.endswith(".css"):
        page.feed(text)
    return [*page.addresses, *_IN_STYLES.findall(text)]


def check(folder: Path) -> Iterator[str]:
    """Yield each file of a site with what it loads from another origin."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".html", ".css", ".svg"}:
            for address in foreign_addresses(path.name, path.read_text("utf-8")):
                yield f"{path.relative_to(folder)}: {address}"


def main() -> None:
    """End with 1 if a page loads something from another origin, or if there is no page."""
    folder = Path(sys.argv[1])
    found = list(check(folder))
    print("\n".join(found) or f"{folder}: nothing is loaded from another origin")
    sys.exit(bool(found) or not (folder / "index.html").is_file())


if __name__ == "__main__":
    main()
