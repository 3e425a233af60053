"""One appointment, one successor."""

from smregister.model import Problem, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.text import join_few
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.RECORD, ("appointment",))
def replacement_fork(group: ReferenceGroup) -> Problems:
    """Two appointments replace the same appointment.

    It is unclear who followed whom. Correct `replaces` in one of them. If two officers follow one, record a replacement
    and a new appointment.
    """
    replaced, followers = group.record, group.followers()
    for record in followers:
        others = join_few(f"`{other.id}`" for other in followers if other is not record and other is not replaced)
        if replaced and others and record is not replaced:
            yield Problem(record.path, ("replaces",), f"`{replaced.id}` is also replaced by {others}")
