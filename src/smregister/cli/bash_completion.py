"""Completion in bash, which splits words at `=` and `:`."""

from __future__ import annotations

import re
from itertools import pairwise

from typer import _completion_shared
from typer._click.shell_completion import CompletionItem, add_completion_class
from typer._completion_classes import BashComplete

_BREAKS = "=:"
_IS_BREAK = re.compile(f"[{_BREAKS}]+")
_END = "    return 0\n}"
# Without this, bash writes a space after `--set purpose=`.
_NO_SPACE = "    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace\n"


def install_bash_completion() -> None:
    """Replace typer's completion in bash, after a program has been built."""
    add_completion_class(_JoinedWords, "bash")
    script = _completion_shared.COMPLETION_SCRIPT_BASH
    _completion_shared._completion_scripts["bash"] = script.replace(_END, _NO_SPACE + _END)


class _JoinedWords(BashComplete):
    """Words as typed; of a completion, bash gets only what follows its last break."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        words = join_words([*args, incomplete])
        self._is_cut = words[-1] != incomplete
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        value = super().format_completion(item)
        return re.split(f"[{_BREAKS}]", value)[-1] if self._is_cut else value


def join_words(words: list[str]) -> list[str]:
    """Join words that bash split: `status`, `=`, `active` become `status=active`."""
    joined = words[:1]
    for before, word in pairwise(words):
        if word and (_IS_BREAK.fullmatch(word) or (_IS_BREAK.fullmatch(before) and len(joined[-1]) > len(before))):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
