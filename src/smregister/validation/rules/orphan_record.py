"""Records named after one that does not exist."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.text import did_you_mean, names_near
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def orphan_record(register: Register) -> Problems:
    """A record has the name of another record that does not exist, such as an observation without its account.

    It describes no record. Give the file the name of its account, in the folder of the same agency.
    """
    for kind in register.kinds.values():
        named = register.of_kind(kind.named_after) if kind.named_after else {}
        names = sorted(named)
        for record in register.of_kind(kind.name).values() if kind.named_after else ():
            if record.id not in named:
                hint = did_you_mean(record.id, names_near(record.id, names))
                message = f"there is no {kind.named_after} `{record.id}`{hint}"
                yield Problem(record.path, (), message)
