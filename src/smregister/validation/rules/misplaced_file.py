"""Files where no record belongs."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def misplaced_file(register: Register) -> Problems:
    """A file is in a folder where no records belong.

    The path of a file decides its kind, so no command reads this one. Move it to the folder of its kind
    (`smregister explain KIND` shows the path), or remove it.
    """
    patterns = sorted(f"registry/{kind.path_template.template}" for kind in register.kinds.values())
    for path in register.misplaced_paths:
        if not any(kind.path_template.id_at(path.rpartition(".")[0] + ".yaml") for kind in register.kinds.values()):
            yield Problem(path, (), f"no record belongs here; valid paths are {', '.join(patterns)}")
