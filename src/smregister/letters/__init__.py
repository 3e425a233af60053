"""Letters and mails to agencies, and the verification of letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smregister.errors import FatalError


@contextmanager
def require_extra(library: str) -> Iterator[None]:
    """Raise FatalError if an import of a library that only letters need fails."""
    try:
        yield
    except ImportError as error:
        raise FatalError(
            f"{library} is not installed, and letters need it; `pip install 'smregister[letters]'` brings it"
        ) from error
