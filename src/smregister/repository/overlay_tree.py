"""Tree over which proposed files are laid in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from smregister.repository.tree import File, Mode, Tree


class OverlayTree:
    """A tree with some files replaced, added or, if their content is None, removed."""

    def __init__(self, base: Tree, contents: Mapping[str, bytes | None]) -> None:
        self.base = base
        self.contents = contents
        self.name = base.name
        self.base_changes: dict[str, list[str]] = {}
        """The paths at which the base differs from other trees, by their names, as first compared."""

    def list_all(self) -> None:
        """List the whole register of the base."""
        self.base.list_all()

    def files(self, folder: str) -> Iterator[File]:
        """Yield every file below a folder, in path order."""
        kept = [file for file in self.base.files(folder) if file.path not in self.contents]
        proposed = self._proposed(path for path in self.contents if path.startswith(folder + "/"))
        return iter(sorted([*kept, *proposed], key=lambda file: file.path))

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Yield the files that exist at some paths."""
        wanted = list(paths)
        yield from self._proposed(path for path in wanted if path in self.contents)
        yield from self.base.files_at(path for path in wanted if path not in self.contents)

    def _proposed(self, paths: Iterable[str]) -> Iterator[File]:
        for path in paths:
            content = self.contents[path]
            if content is not None:
                yield File(path, Mode.PLAIN, None, partial(bytes, content))
