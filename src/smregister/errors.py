"""What stops a run: never the fault of the data."""


class FatalError(Exception):
    """The run itself can't go on: no register here, no such ref, a command used wrongly.

    The message says, in a sentence or two, what is wrong and what to do about it.
    """
