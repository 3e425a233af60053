"""The command line: options become values, one call is made, the answer is shown."""

from smregister.cli.main import main

__all__ = ["main"]
