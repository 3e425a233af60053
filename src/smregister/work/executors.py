"""Where work is done that is too much for one machine: an engine that others run, by its address."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor


@contextmanager
def executor_at(address: str) -> Iterator[Executor]:
    """Open an executor: `dask://HOST:PORT`, whose workers see the register at the same path.

    Raises FatalError if there is none, or what it takes is not installed.
    """
    scheme, _, place = address.partition("://")
    if scheme != "dask" or not place:
        message = f"`{address}` is no executor; write dask://HOST:PORT"
        raise FatalError(message)
    try:
        from distributed import Client
    except ImportError as error:
        message = "dask is not installed; `pip install 'smregister[dask]'` brings it"
        raise FatalError(message) from error
    try:
        client = Client(f"tcp://{place}", timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        message = f"no dask scheduler answers at {place}"
        raise FatalError(message) from error
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
