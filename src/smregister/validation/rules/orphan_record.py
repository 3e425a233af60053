"""Records named after one that does not exist."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def orphan_record(register: Register) -> Problems:
    """A record has the name of another record that does not exist, such as an observation without its account.

    It describes no record. Give the file the name of its account, in the folder of the same agency.
    """
    for kind in register.kinds.values():
        named = register.of_kind(kind.named_after) if kind.named_after else {}
        for record in register.of_kind(kind.name).values() if kind.named_after else ():
            if record.id not in named:
                message = f"there is no {kind.named_after} `{record.id}`{did_you_mean(record.id, named)}"
                yield Problem(record.path, (), message)
