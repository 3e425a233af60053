"""References to records that do not exist."""

from smregister.model import Problem, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.RECORD, if_missing=True)
def dangling_reference(group: ReferenceGroup) -> Problems:
    """A record refers to another record that does not exist.

    Reports can't use the reference. Correct the name, or add the missing record. A name without a slash refers to the
    same agency; write `agency/name` for a record of another agency.
    """
    kind, _ = group.key.words
    for reference in group.references:
        names = [name.removeprefix(f"{reference.record.agency}/") for name in group.neighbors()]
        message = f"there is no {kind} `{reference.text}`{did_you_mean(reference.text, names)}"
        yield Problem(reference.record.path, reference.pointer, message)
