"""Files whose names can't be ids."""

from smregister.model import Problem, Severity
from smregister.records.kinds import PathTemplate
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def misnamed_file(register: Register) -> Problems:
    """A file is in the right folder, but its name is not valid for a record.

    The name is the record's id in references and addresses, and must work on every operating system: a-z, 0-9 and
    single hyphens, ending in `.yaml`. Rename the file (`git mv`).
    """
    for path in register.misplaced_paths:
        for kind in register.kinds.values():
            if error := _name_error(kind.path_template, path):
                yield Problem(path, (), error)


def _name_error(path_template: PathTemplate, path: str) -> str | None:
    record_id = path_template.id_at(path)
    if record_id is not None:
        return path_template.name_error(record_id)
    stem, dot, ending = path.rpartition(".")
    if dot and path_template.id_at(f"{stem}.yaml"):
        return f"the name must end in `.yaml`, not `.{ending}`"
    return None
