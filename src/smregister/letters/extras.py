"""What to say when the libraries that write letters are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smregister.errors import FatalError


@contextmanager
def demanded(library: str) -> Iterator[None]:
    """Import a library that only letters need.

    Raises FatalError if it is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise FatalError(
            f"{library} is not installed, and letters need it; `pip install 'smregister[letters]'` brings it"
        ) from error
