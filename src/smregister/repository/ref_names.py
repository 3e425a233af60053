"""Names of refs, as git resolves short ones."""

from __future__ import annotations

import re
from typing import NamedTuple

_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHORT_ID = re.compile(r"[0-9a-f]{4,}", re.IGNORECASE)
# Files directly in git's folder, such as FETCH_HEAD.
_PSEUDO_REF = re.compile(r"[A-Z_]+")
_FULL = "refs/"
# The order of `ref_rev_parse_rules`, gitrevisions(7).
_RULES = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")


class Revision(NamedTuple):
    """A revision such as `main~2`: a name, and what follows it."""

    name: str
    suffix: str

    @property
    def is_certain(self) -> bool:
        """Return whether no ref can change its meaning: an id, HEAD, or a search."""
        return self.name in ("", "HEAD", "@") or _OBJECT_ID.fullmatch(self.name) is not None

    @property
    def is_full(self) -> bool:
        """Return whether the name is the full name of a ref."""
        return self.name.startswith(_FULL)

    @property
    def is_pseudo_ref(self) -> bool:
        """Return whether the name may be that of a file in git's folder."""
        return _PSEUDO_REF.fullmatch(self.name) is not None

    @property
    def is_short_id(self) -> bool:
        """Return whether the name may be the beginning of an object's id."""
        return _SHORT_ID.fullmatch(self.name) is not None

    @property
    def candidates(self) -> list[str]:
        """Return the full names of the refs that the name may mean."""
        return [self.name] if self.is_full else [rule.format(self.name) for rule in _RULES]


def parse_revision(text: str) -> Revision:
    """Parse a revision; its name ends where `~`, `^`, `:` or `@{` follow."""
    name = re.split(r"[~^:]|@\{", text, maxsplit=1)[0]
    return Revision(name, text[len(name) :])
