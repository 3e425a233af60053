"""Exception that ends a run."""


class FatalError(Exception):
    """The run can't go on; the message states what is wrong and what to do about it."""
