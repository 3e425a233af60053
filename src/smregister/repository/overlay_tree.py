"""What a tree would be with some files written anew; nothing touches the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from smregister.repository.tree import File, Mode, Tree


class OverlayTree:
    """Another tree with some files written anew or taken away; nothing touches the disk."""

    def __init__(self, base: Tree, contents: Mapping[str, bytes | None]) -> None:
        self.base = base
        self.contents = contents
        self.name = base.name

    def list_all(self) -> None:
        """Tell the tree below."""
        self.base.list_all()

    def files(self, folder: str) -> Iterator[File]:
        """Return every file below a folder, in path order."""
        kept = [file for file in self.base.files(folder) if file.path not in self.contents]
        written = self._written(path for path in self.contents if path.startswith(folder + "/"))
        return iter(sorted([*kept, *written], key=lambda file: file.path))

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Return the files at some paths, where there are any."""
        wanted = list(paths)
        yield from self._written(path for path in wanted if path in self.contents)
        yield from self.base.files_at(path for path in wanted if path not in self.contents)

    def _written(self, paths: Iterable[str]) -> Iterator[File]:
        for path in paths:
            content = self.contents[path]
            if content is not None:
                yield File(path, Mode.PLAIN, None, partial(bytes, content))
