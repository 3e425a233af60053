"""Records that name themselves."""

from smregister.model import Problem, Severity
from smregister.register.register import Register, reference_id
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def self_reference(register: Register) -> Problems:
    """A record refers to itself as its own parent, twin or successor.

    The reference has no meaning. Write the name of the other record, or remove the field.
    """
    for record in register.all():
        for field, pointer, name in register.references(record) if record.valid else ():
            is_same_kind = field.reference == record.kind
            if is_same_kind and reference_id(register.kinds[record.kind], name, record.agency) == record.id:
                yield Problem(record.path, pointer, f"`{name}` is this {record.kind} itself; name another one")
