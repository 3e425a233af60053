"""Files where no record belongs."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def misplaced_file(register: Register) -> Problems:
    """A file lies where no kind of record has its place.

    A file's path says what it is: nothing would read this one. Move it where its kind belongs
    (`smregister explain KIND` says where), or remove it.
    """
    patterns = sorted(f"registry/{kind.path_template.template}" for kind in register.kinds.values())
    for path in register.misplaced_paths:
        if not any(kind.path_template.id_at(path.rpartition(".")[0] + ".yaml") for kind in register.kinds.values()):
            yield Problem(path, (), f"no record belongs here; places are {', '.join(patterns)}")
