"""Values that may occur once."""

from smregister.model import Problem, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.text import join_few
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.VALUE)
def duplicate_value(group: ReferenceGroup) -> Problems:
    """Two records share a value that must be unique, such as the number of a letter.

    A letter's number must lead to one letter, and the SHA-256 of a file to one appointment. Correct the wrong value. If
    both records describe the same letter, keep one of them.
    """
    *first, last = (f"`{name}`" for name in group.key.words[1].split(","))
    shared = f"{', '.join(first)} and {last} together have the same values" if first else f"{last} has the same value"
    records = [reference.record for reference in group.references]
    for reference in group.references if len(records) > 1 else ():
        others = join_few(f"`{other.id}`" for other in records if other is not reference.record)
        yield Problem(reference.record.path, reference.pointer, f"{shared} in {others}")
