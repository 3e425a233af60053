"""Records that name themselves."""

from smregister.model import Problem, Severity
from smregister.register.register import Register, reference_id
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def self_reference(register: Register) -> Problems:
    """A record names itself where it should name another: as its own parent, twin or successor.

    The name leads back to the same record. Name the record that is meant, or leave the field out.
    """
    for record in register.all():
        for field, pointer, name in register.references(record) if record.valid else ():
            is_same_kind = field.reference == record.kind
            if is_same_kind and reference_id(register.kinds[record.kind], name, record.agency) == record.id:
                yield Problem(record.path, pointer, f"`{name}` is this {record.kind} itself; name the other one")
