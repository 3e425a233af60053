"""Values that may occur once."""

from smregister.model import Problem, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.VALUE)
def duplicate_value(group: ReferenceGroup) -> Problems:
    """Two records have the same value where their kind allows it once.

    A letter's number, for example, must lead to one letter. Correct the one that is wrong; if both are
    about the same letter, keep one record.
    """
    fields = " and ".join(f"`{name}`" for name in group.key.words[1].split(","))
    records = [reference.record for reference in group.references]
    for reference in group.references if len(records) > 1 else ():
        others = ", ".join(f"`{other.id}`" for other in records if other is not reference.record)
        yield Problem(reference.record.path, reference.pointer, f"{fields} is the same in {others}")
