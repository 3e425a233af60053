"""The line ends of a text that was edited with plain ones."""

from __future__ import annotations

from difflib import SequenceMatcher


def with_line_ends(original: str, text: str) -> str:
    """Give a text the line ends of its original: a line that stayed its own, a new one those of most lines."""
    if "\r\n" not in original:
        return text
    before, after = original.splitlines(keepends=True), text.splitlines(keepends=True)
    usual = "\r\n" if 2 * original.count("\r\n") >= original.count("\n") else "\n"
    written = [line.removesuffix("\n") + usual if line.endswith("\n") else line for line in after]
    matcher = SequenceMatcher(None, [line.replace("\r\n", "\n") for line in before], after, autojunk=False)
    for block in matcher.get_matching_blocks():
        written[block.b : block.b + block.size] = before[block.a : block.a + block.size]
    return "".join(written)
