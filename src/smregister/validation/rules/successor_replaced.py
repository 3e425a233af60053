"""Successors that were replaced themselves."""

from smregister.model import Problem, Record, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.validation.rule import Problems, cross_agency_rule

_NO_END = "9999-12-31"


@cross_agency_rule(Severity.WARNING, KeyType.RECORD, ("account", "agency"), needs_fields=("replaced_by", "closed"))
def successor_replaced(group: ReferenceGroup) -> Problems:
    """A record is replaced by one that was itself replaced on the same day or before.

    Readers are sent from one ended account to the next, perhaps in a circle. Write into `replaced_by` the account, or
    the agency, that took over and is still in use.
    """
    successor = group.record
    next_name = successor.text("replaced_by") if successor and successor.valid else None
    for record in group.referring_by("replaced_by") if successor and next_name else ():
        # In every circle, one record at least ends no earlier than its successor.
        if successor and record is not successor and _end(successor) <= _end(record):
            message = f"`{successor.id}` was itself replaced by `{next_name}` by then; name the {record.kind} in use"
            yield Problem(record.path, ("replaced_by",), message)


def _end(record: Record) -> str:
    return record.text("closed") or _NO_END
