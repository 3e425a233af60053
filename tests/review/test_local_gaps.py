"""Every gap that `doctor` may find in a clone, in its words, with git's answers made up."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.registers import ACCOUNT, PROJECT, write
from tests.review.test_authority import Files, tree
from tests.review.test_authorization import ACCOUNT_NOW, DAY, POLICY, REGISTER

from smregister.editing.init.files import InitialSettings
from smregister.register.snapshot import RegisterSnapshot
from smregister.review.codeowners import create_codeowners
from smregister.review.github_setup import RegisterNeeds
from smregister.review.local_setup import find_local_gaps, register_needs
from smregister.review.setup_gap import SetupGap

CODEOWNERS, PROGRAM = ".github/CODEOWNERS", ".github/smregister/program.txt"
PINNED = f"smregister @ git+https://github.com/gov/smregister.git@{'9' * 40}\n"
HASHED = f"smregister==0.1.0 --hash=sha256:{'a' * 64}\n"
NO_DESK = {REGISTER: str(POLICY[REGISTER]).partition("desk:")[0]}
SIGNED = {REGISTER: f"{POLICY[REGISTER]}signed_commits: true\n"}


def snapshot(files: Files) -> RegisterSnapshot:
    return RegisterSnapshot(tree(files), DAY)


OWNERS = create_codeowners(snapshot({})).text
WITH_OFFICERS = create_codeowners(snapshot({}), with_officers=True).text
COMPLETE: dict[str, Any] = {
    "prefix": "",
    "refs": {"HEAD": "a" * 40, "refs/remotes/origin/main": "b" * 40},
    "remotes": {"origin": "x"},
    "settings": {"smregister.userId": "20"},
    "program": PINNED,
}


@pytest.fixture
def find(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return what finds the gaps of a register in a clone of which all is well, but for some answers of git."""

    def find(files: Files, **changes: Any) -> list[SetupGap]:
        clone = SimpleNamespace(**(COMPLETE | changes))
        git = SimpleNamespace(prefix=clone.prefix, resolve=lambda names: [clone.refs.get(name) for name in names])

        def at(root: Path, answer: Any) -> Any:
            assert root == tmp_path
            return answer

        monkeypatch.setattr("smregister.review.local_setup.Git", lambda root: at(root, git))
        monkeypatch.setattr("smregister.review.local_setup.list_remotes", lambda root: at(root, clone.remotes))
        monkeypatch.setattr(
            "smregister.review.local_setup.read_setting", lambda root, name: at(root, clone.settings.get(name, ""))
        )
        if clone.program is not None:
            write(tmp_path, {PROGRAM: clone.program})
        return [*find_local_gaps(tmp_path, snapshot(files))]

    return find


INITIAL = InitialSettings()
PLACEHOLDERS = str(POLICY[REGISTER]).replace("Example desk", INITIAL.custodian).replace(
    "desk@register.example", INITIAL.contact
)  # fmt: skip
UNHASHED = "add ` --hash=sha256:…`; `pip download --no-deps` and `pip hash` find the hash"
OUTDATED = SetupGap(".github/CODEOWNERS is out of date", "run `smregister codeowners`, then `smregister submit`")
NO_MEMBERS = SetupGap(
    "the desk has no members, so nothing that needs its approval can be merged",
    "add them to `desk` in registry/register.yaml; `gh api users/LOGIN --jq .id` prints the number of an account",
)
NO_SOURCE = SetupGap(
    "the workflows can't install the program: its source is unknown", "name it in .github/smregister/program.txt"
)
NO_SERVER = SetupGap(
    "the register is on no server",
    "create an empty repository there, then run `git remote add origin ADDRESS` and "
    "`git push --set-upstream origin main`",
)
UNSIGNED = SetupGap("your commits are not signed", "run `git config commit.gpgSign true` once your key is listed")
USER = {"smregister.userId": "20"}
GAPS: dict[str, tuple[Files, dict[str, Any], list[SetupGap]]] = {
    "none": ({CODEOWNERS: OWNERS}, {}, []),
    "none, with officers": ({CODEOWNERS: WITH_OFFICERS}, {}, []),
    "none, with a hash": ({CODEOWNERS: OWNERS}, {"program": f"# The program\n\n{HASHED}"}, []),
    "none, on another remote": (
        {CODEOWNERS: OWNERS},
        {"remotes": {"a": "x", "b": "y"}, "refs": {"HEAD": "a", "refs/remotes/b/main": "b"}}, [],
    ),
    "none, and signed": (
        {CODEOWNERS: OWNERS, **SIGNED}, {"settings": {**USER, "commit.gpgSign": "true"}}, [],
    ),
    "placeholders": (
        {CODEOWNERS: OWNERS, REGISTER: PLACEHOLDERS}, {},
        [
            SetupGap(f"`{name}` in registry/register.yaml is still a placeholder",
                     f"run `smregister edit register --set {name}=…`")
            for name in ("custodian", "contact")
        ],
    ),
    "a desk": (
        NO_DESK, {},
        [
            NO_MEMBERS,
            SetupGap(
                ".github/CODEOWNERS has no owners",
                "the desk has no member with a login, so its changes could not be approved: add `forge.login` to a "
                "member of the desk in registry/register.yaml",
            ),
        ],
    ),
    "owners": ({}, {}, [OUTDATED]),
    "other owners": ({CODEOWNERS: OWNERS.replace("@the-desk", "@mallory")}, {}, [OUTDATED]),
    "text of owners": ({CODEOWNERS: OWNERS.encode() + b"\xff\n"}, {}, [OUTDATED]),
    "nothing in a larger repository": ({}, {"prefix": "made/here/", "program": None}, []),
    "a program": (
        {CODEOWNERS: OWNERS}, {"program": None},
        [
            SetupGap(
                ".github/smregister/program.txt is missing, so the workflows install a program that nothing pins",
                "copy .github/smregister and .github/workflows from a new register of `smregister init`",
            )
        ],
    ),
    "a source": ({CODEOWNERS: OWNERS}, {"program": " \n# x\n"}, [NO_SOURCE]),
    "a source of text": ({CODEOWNERS: OWNERS}, {"program": b"# \xff\n"}, [NO_SOURCE]),
    "a hash of each": (
        {CODEOWNERS: OWNERS}, {"program": f"one==1\n{HASHED}two==2\n"},
        [
            SetupGap(f".github/smregister/program.txt: `{line}` has neither a hash nor a full commit", UNHASHED)
            for line in ("one==1", "two==2")
        ],
    ),
    "a commit": (
        {CODEOWNERS: OWNERS}, {"refs": {"refs/remotes/origin/main": "b"}},
        [SetupGap("nothing is committed", "run `git add --all` and `git commit`")],
    ),
    "a server": ({CODEOWNERS: OWNERS}, {"remotes": {}}, [NO_SERVER]),
    "a push": (
        {CODEOWNERS: OWNERS}, {"remotes": {"a": "x", "origin": "y"}, "refs": {"HEAD": "a"}},
        [SetupGap("`main` is not on the server", "run `git push --set-upstream a main`")],
    ),
    "a number": (
        {CODEOWNERS: OWNERS}, {"settings": {}},
        [
            SetupGap("the number of your own account is not stored in this clone",
                     "run `git config smregister.userId NUMBER`; `gh api user --jq .id` prints it")
        ],
    ),
    "signatures": ({CODEOWNERS: OWNERS, **SIGNED}, {"settings": USER}, [UNSIGNED]),
    "signatures by setting": (
        {CODEOWNERS: OWNERS, **SIGNED}, {"settings": {**USER, "commit.gpgSign": "false"}}, [UNSIGNED],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "changes", "expected"), GAPS.values(), ids=GAPS)
def test_a_clone_lacks(find: Any, files: Files, changes: dict[str, Any], expected: list[SetupGap]) -> None:
    assert find(files, **changes) == expected


def test_a_schema_lacks_marks(find: Any) -> None:
    path = "schemas/account.schema.json"
    schema = json.loads((PROJECT / path).read_text("utf-8"))
    del schema["properties"]["desk_access"]["x-desk-only"]
    cure = "copy the marks from a new register of `smregister init`"
    guarded = SetupGap(f"{path} lacks `x-desk-only` for `desk_access`", cure)
    assert find({CODEOWNERS: OWNERS, path: json.dumps(schema)}) == [guarded]
    for field in schema["properties"].values():
        field.pop("x-right", None)
    first, second = find({CODEOWNERS: OWNERS, path: json.dumps(schema)})
    assert first == guarded
    assert second.problem.startswith(f"{path} lacks `x-right` for `name`, `description`, ")
    assert second.cure == cure


PUBLIC: Files = {path: None for path in POLICY if "/appointments/" in path}


def test_a_forge_must_protect_private_values_and_hold_the_secrets_of_workflows(tmp_path: Path) -> None:
    workflows = tmp_path / ".github/workflows"
    workflows.mkdir(parents=True)
    (workflows / "a.yml").write_text("${{ secrets.MAIL_KEY }} ${{ secrets.GITHUB_TOKEN }} secrets.b-x\n")
    (workflows / "b.yaml").write_bytes(b"secrets.A1 secrets.1A mysecrets.C \xff\n")
    (workflows / "c.txt").write_text("secrets.TEXT\n")
    more = "".join(f"  - post: Deputy\n    forge:\n      user_id: {user_id}\n" for user_id in (10, 11))
    twice = f"{POLICY[REGISTER]}{more}"
    assert register_needs(tmp_path, snapshot({**PUBLIC, REGISTER: twice})) == RegisterNeeds(
        2, False, ("A1", "MAIL_KEY", "b")
    )


def test_a_register_has_private_values_if_a_record_has(tmp_path: Path) -> None:
    private = {ACCOUNT: f"{ACCOUNT_NOW}recovery_email: hidden@health.example\n"}
    assert register_needs(tmp_path, snapshot({**PUBLIC, **private})) == RegisterNeeds(1, True)
    assert register_needs(tmp_path, snapshot(PUBLIC)) == RegisterNeeds(1, False)
