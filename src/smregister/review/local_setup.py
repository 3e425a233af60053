"""What a register lacks on its first days, as its clone shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from smregister.editing.init.files import InitialSettings, load_initial_kinds
from smregister.editing.init.program_source import PROGRAM
from smregister.records.privacy import Redaction
from smregister.records.schema.kind_loader import SCHEMA_ENDING
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.git import Git
from smregister.repository.git_write import BRANCH, list_remotes, read_setting
from smregister.repository.tree import REGISTER, SCHEMAS
from smregister.review.codeowners import (
    CODEOWNERS,
    NoOwnerError,
    compare_codeowners,
    create_codeowners,
    names_officers,
    read_codeowners,
)
from smregister.review.github_setup import RegisterNeeds
from smregister.review.policy import Policy
from smregister.review.setup_gap import SetupGap

USER_ID = "smregister.userId"
"""The setting of git that holds the number of the user's account on the forge."""

_WORKFLOWS = ".github/workflows"
_PINNED = re.compile(r"--hash=sha256:[0-9a-f]{64}|@ git\+https://.+@[0-9a-f]{40}")
_SECRET = re.compile(r"\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)")


def find_local_gaps(root: Path, snapshot: RegisterSnapshot) -> Iterator[SetupGap]:
    """Yield what the register in a clone lacks."""
    yield from _register_gaps(snapshot)
    yield from _mark_gaps(snapshot)
    # In a folder of a larger repository, these files are not the register's own.
    if not Git(root).prefix:
        yield from _owner_gaps(snapshot)
        yield from _program_gaps(root)
    yield from _clone_gaps(root, requires_signatures=_policy(snapshot).requires_signatures)


def register_needs(root: Path, snapshot: RegisterSnapshot) -> RegisterNeeds:
    """Return what the settings of a forge depend on."""
    people = {mandate.user_id for mandate in _policy(snapshot).desk}
    texts = (path.read_text("utf-8", "replace") for path in sorted((root / _WORKFLOWS).glob("*.y*ml")))
    secrets = {name for text in texts for name in _SECRET.findall(text)} - {"GITHUB_TOKEN"}
    return RegisterNeeds(len(people), _has_private_values(snapshot), tuple(sorted(secrets)))


def _policy(snapshot: RegisterSnapshot) -> Policy:
    return Policy(snapshot.tree, snapshot.day.isoformat())


def _has_private_values(snapshot: RegisterSnapshot) -> bool:
    for kind in snapshot.kinds:
        redaction = Redaction(kind, [snapshot.kinds])
        if any(redaction.find_private(dict(record.data)) for record in snapshot.register.of_kind(kind).values()):
            return True
    return False


def _register_gaps(snapshot: RegisterSnapshot) -> Iterator[SetupGap]:
    initial = InitialSettings()
    placeholders: Mapping[str, str] = {"custodian": initial.custodian, "contact": initial.contact}
    record = snapshot.register.of_kind("register").get("register")
    for name, placeholder in placeholders.items():
        if record and record.value(name) == placeholder:
            yield SetupGap(
                f"`{name}` in {REGISTER} is still a placeholder", f"run `smregister edit register --set {name}=…`"
            )
    if not _policy(snapshot).desk:
        yield SetupGap(
            "the desk has no members, so nothing that needs its approval can be merged",
            f"add them to `desk` in {REGISTER}; `gh api users/LOGIN --jq .id` prints the number of an account",
        )


def _mark_gaps(snapshot: RegisterSnapshot) -> Iterator[SetupGap]:
    """Yield the older copies of schemas that lack marks, on which the rights of officers depend."""
    for name, initial in load_initial_kinds().items():
        kind = snapshot.kinds.get(name)
        pairs = [
            (kind.fields[route], field) for route, field in initial.fields.items() if kind and route in kind.fields
        ]
        lacks_all = not any(field.right for field, _ in pairs)
        unmarked = {
            "x-desk-only": [field.name for field, shipped in pairs if shipped.desk_only and not field.desk_only],
            "x-right": [field.name for field, shipped in pairs if shipped.right and lacks_all],
        }
        for mark, fields in unmarked.items():
            if fields:
                yield SetupGap(
                    f"{SCHEMAS}/{name}{SCHEMA_ENDING} lacks `{mark}` for {', '.join(f'`{field}`' for field in fields)}",
                    "copy the marks from a new register of `smregister init`",
                )


def _owner_gaps(snapshot: RegisterSnapshot) -> Iterator[SetupGap]:
    content = read_codeowners(snapshot.tree)
    text = (content or b"").decode("utf-8", "replace")
    try:
        expected = create_codeowners(snapshot, with_officers=names_officers(content)).text
    except NoOwnerError as error:
        yield SetupGap(f"{CODEOWNERS} has no owners", str(error))
        return
    if compare_codeowners(text, expected):
        yield SetupGap(f"{CODEOWNERS} is out of date", "run `smregister codeowners`, then `smregister submit`")


def _program_gaps(root: Path) -> Iterator[SetupGap]:
    path = root / PROGRAM
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    requirements = [line for line in lines if line.strip() and not line.startswith("#")]
    if not path.is_file():
        cure = f"copy {path.parent.relative_to(root)} and {_WORKFLOWS} from a new register of `smregister init`"
        yield SetupGap(f"{PROGRAM} is missing, so the workflows install a program that nothing pins", cure)
    elif not requirements:
        yield SetupGap("the workflows can't install the program: its source is unknown", f"name it in {PROGRAM}")
    for line in requirements:
        if not _PINNED.search(line):
            cure = "add ` --hash=sha256:…`; `pip download --no-deps` and `pip hash` find the hash"
            yield SetupGap(f"{PROGRAM}: `{line}` has neither a hash nor a full commit", cure)


def _clone_gaps(root: Path, *, requires_signatures: bool) -> Iterator[SetupGap]:
    if Git(root).resolve(["HEAD"]) == [None]:
        yield SetupGap("nothing is committed", "run `git add --all` and `git commit`")
    remotes = list_remotes(root)
    if not remotes:
        yield SetupGap(
            "the register is on no server",
            "create an empty repository there, then run `git remote add origin ADDRESS` and "
            f"`git push --set-upstream origin {BRANCH}`",
        )
    elif not any(Git(root).resolve([f"refs/remotes/{name}/{BRANCH}" for name in remotes])):
        remote = next(iter(remotes))
        yield SetupGap(f"`{BRANCH}` is not on the server", f"run `git push --set-upstream {remote} {BRANCH}`")
    if not read_setting(root, USER_ID):
        yield SetupGap(
            "the number of your own account is not stored in this clone",
            f"run `git config {USER_ID} NUMBER`; `gh api user --jq .id` prints it",
        )
    if requires_signatures and read_setting(root, "commit.gpgSign") != "true":
        yield SetupGap("your commits are not signed", "run `git config commit.gpgSign true` once your key is listed")
