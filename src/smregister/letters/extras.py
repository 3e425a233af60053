"""What to say when the libraries that write letters are not installed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def demanded(library: str) -> Iterator[None]:
    """Import a library that only letters need.

    Raises FatalError if it is not installed.
    """
    try:
        yield
    except ImportError as error:
        message = f"{library} is not installed, and letters need it; `pip install 'smregister[letters]'` brings it"
        raise FatalError(message) from error
