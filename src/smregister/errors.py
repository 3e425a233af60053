"""Exception that ends a run."""


class FatalError(Exception):
    """The run can't go on: no register, an unknown ref, a wrong use of a command.

    The message states what is wrong and what to do about it.
    """
