"""Rights by random letters, over random edits, in each way in which a forge lands a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.lengths import count
from tests.registers import ACCOUNT_TEXT, Repository, build_repository
from tests.review.test_authorization import DAY, POLICY, appointment

from smregister.errors import FatalError
from smregister.repository.open import open_commit
from smregister.review.authorization import authorize_change

Record = dict[str, Any]
Files = dict[str, Record]
"""The records of one agency by their names: `accounts/x-health`, `appointments/a`."""

FULL, CONTENT = ("lead", "admin", "deputy", ""), ("editor", "moderator", "records", "emergency", "desk-coadmin")
PEOPLE = {"a": 101, "b": 102}
ACCOUNTS = ("x-health", "x-press")
HEALTH = "registry/agencies/health"
CONTENT_FIELDS = ("audience", "purpose")
CONTACTS = ("out_of_hours",)
HANDOVER = {"date": "2025-06-01", "access_removed": True, "recovery_changed": True, "tools_removed": True}

LETTERS = st.fixed_dictionaries(
    {
        "role": st.sampled_from([*FULL, *CONTENT]),
        "accounts": st.sampled_from(["all-of-agency", ["x-health"], ["x-press"], ["x-health", "x-press"]]),
        "until": st.sampled_from(["", "", "2025-12-31"]),
    }
)
FIELDS = st.sampled_from(
    [
        ("audience", "Everyone"),
        ("purpose", "Short news"),
        ("status", "dormant"),
        ("status", "compromised"),
        ("handle", "refunds"),
        ("platform_id", "17"),
        ("approval", None),
        ("approval", {"by": "Secretary", "date": "2025-05-01"}),
        ("former_handles", None),
        ("evidence", [{"kind": "press", "seen": "2025-02-01", "by": "Desk"}]),
    ]
)
LETTER_FIELDS = st.sampled_from(
    [
        ("role", "lead"),
        ("accounts", "all-of-agency"),
        ("effective_to", "2025-06-01"),
        ("effective_to", None),
        ("out_of_hours", "Duty room"),
        ("handover", HANDOVER),
    ]
)
EDITS = st.one_of(
    st.tuples(st.sampled_from([f"accounts/{name}" for name in ACCOUNTS]), FIELDS),
    st.tuples(st.sampled_from([f"appointments/{name}" for name in PEOPLE]), LETTER_FIELDS),
    st.tuples(st.just("accounts/x-new"), st.sampled_from([("status", "proposed"), ("status", "active")])),
    st.tuples(st.sampled_from(["accounts/x-health", "accounts/x-press"]), st.sampled_from(["remove", "rename"])),
)
LEAD = {"role": "lead", "accounts": "all-of-agency", "until": ""}
EDITOR = {"role": "editor", "accounts": ["x-press"], "until": ""}
COMMITS = st.lists(st.lists(EDITS, min_size=1, max_size=2), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a register in which each example has branches of its own."""
    return build_repository(tmp_path_factory.mktemp("rights"), POLICY)


@settings(max_examples=count(6, 400), suppress_health_check=[HealthCheck.too_slow])
@given(
    letters=st.fixed_dictionaries(dict.fromkeys(PEOPLE, LETTERS)),
    commits=COMMITS,
    meanwhile=st.lists(EDITS, max_size=2),
)
@example(
    letters={"a": LEAD, "b": EDITOR},
    commits=[[("accounts/x-health", ("status", "dormant"))], [("accounts/x-health", ("audience", "Everyone"))]],
    meanwhile=[("appointments/a", ("role", "editor"))],
)
@example(letters={"a": EDITOR, "b": LEAD}, commits=[[("accounts/x-press", ("audience", "Everyone"))]], meanwhile=[])
def test_no_accepted_change_exceeds_the_rights_at_the_tip(
    repository: Repository, letters: Mapping[str, Record], commits: list[Any], meanwhile: list[Any]
) -> None:
    repository.git("checkout", "--quiet", "--force", "--detach", "main")
    fork = write(repository, {f"appointments/{name}": letter(name, terms) for name, terms in letters.items()}, STARTING)
    tip = edit(repository, meanwhile)
    repository.git("checkout", "--quiet", "--force", "--detach", fork)
    for edits in commits:
        head = edit(repository, edits)
    base_tree, head_tree = (open_commit(repository.root, name) for name in (tip, head))
    try:
        answer = authorize_change(base_tree, head_tree, PEOPLE["a"], (), DAY)
    except FatalError:
        return
    finally:
        base_tree.git.close()
        head_tree.git.close()
    if answer.allowed:
        held = [terms for terms in [read(repository, tip).get("appointments/a")] if terms and in_force(terms)]
        for before, after in landed(repository, tip, head):
            excesses = [*find_excesses(read(repository, before), read(repository, after), held)]
            assert excesses == [], (before, after)


# What lands.


def landed(repository: Repository, tip: str, head: str) -> Iterator[tuple[str, str]]:
    """Yield what a merge, which is also a squash, and each rebased commit change."""
    yield tip, repository.git("merge-tree", "--write-tree", tip, head)
    repository.git("checkout", "--quiet", "--force", "--detach", head)
    try:
        repository.git("rebase", "--quiet", tip)
    except AssertionError:
        repository.git("rebase", "--abort")
        return
    before = tip
    for commit in repository.git("rev-list", "--reverse", f"{tip}..HEAD").split():
        yield before, commit
        before = commit


def find_excesses(before: Files, after: Files, held: list[Record]) -> Iterator[str]:
    """Yield what a change does that no letter in force allows, found independently of the program."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new and not any(allows(name, old, new, terms, before, after) for terms in held):
            yield f"{name}: {old} -> {new}"


def allows(name: str, old: Record | None, new: Record | None, terms: Record, before: Files, after: Files) -> bool:
    kind, _, own = name.partition("/")
    full, whole = terms.get("role", "") in FULL, terms["accounts"] == "all-of-agency"
    if kind == "appointments":
        changed = changed_fields(old, new)
        if own == "a":
            return bool(old and new) and changed <= {*CONTACTS}
        covers = whole or (old and old["accounts"] != "all-of-agency" and {*old["accounts"]} <= {*terms["accounts"]})
        return bool(old and new and full and covers) and changed <= {"handover"}
    if old is None or new is None:
        moved = [record for record in (after if new is None else before).values() if same_account(record, old or new)]
        return full and whole and bool(moved or (new and new["status"] == "proposed"))
    changed = changed_fields(old, new)
    covered = whole or own in terms["accounts"]
    return covered and keeps_what_is_the_desk_s(old, new) and (full or changed <= {*CONTENT_FIELDS})


def keeps_what_is_the_desk_s(old: Record, new: Record) -> bool:
    changed = changed_fields(old, new)
    guarded = "approval" in old or old["status"] == "compromised"
    return not (
        changed & {"approval", "evidence"}
        or (guarded and changed & {"handle", "platform_id"})
        or (old["status"] in ("compromised", "proposed") and "status" in changed)
        or ("former_handles" in old and "former_handles" not in new)
    )


def changed_fields(old: Record | None, new: Record | None) -> set[str]:
    return {field for field in {*(old or {}), *(new or {})} if (old or {}).get(field) != (new or {}).get(field)}


def same_account(one: Record, other: Record | None) -> bool:
    return bool(other) and "handle" in one and one["handle"] == (other or {})["handle"]


def in_force(terms: Record) -> bool:
    return str(terms["effective_from"]) <= DAY.isoformat() <= str(terms.get("effective_to", "9999"))


# The register and its edits.

STARTING = {
    f"accounts/{name}": {
        **yaml.safe_load(ACCOUNT_TEXT),
        "handle": name.replace("-", "_"),
        "opened": "2020-05-02",
        "former_handles": [{"handle": f"old_{name[2:]}"}],
    }
    for name in ACCOUNTS
}
STARTING["accounts/x-press"]["approval"] = {"by": "Secretary", "date": "2020-05-01"}


def letter(name: str, terms: Record) -> Record:
    data = yaml.safe_load(appointment(PEOPLE[name], f"{name}/2025"))
    data |= {"effective_from": "2025-01-01", "accounts": terms["accounts"]}
    data["letter"]["date"] = "2025-01-01"
    data |= {"role": terms["role"]} if terms["role"] else {}
    return data | ({"effective_to": terms["until"], "end_reason": "transfer"} if terms["until"] else {})


def edit(repository: Repository, edits: list[Any]) -> str:
    """Commit some edits of records."""
    files = read(repository, "HEAD")
    for name, what in edits:
        record = files.get(name, {**STARTING["accounts/x-health"], "handle": "brand_new", "former_handles": []})
        if what == "remove":
            files.pop(name, None)
        elif what == "rename":
            files[f"{name}-now"] = files.pop(name, record)
        else:
            files[name] = {key: value for key, value in {**record, what[0]: what[1]}.items() if value}
    return write(repository, files)


def write(repository: Repository, *files: Files) -> str:
    """Commit an agency that has these records."""
    wanted = {f"{HEALTH}/{name}.yaml": yaml.safe_dump(record) for part in files for name, record in part.items()}
    present = repository.git("ls-files", f"{HEALTH}/accounts", f"{HEALTH}/appointments").split()
    repository.commit(dict.fromkeys(present) | wanted)
    return repository.git("rev-parse", "HEAD")


def read(repository: Repository, tree: str) -> Files:
    """Return the records of the agency in a commit or tree."""
    paths = repository.git("ls-tree", "-r", "--name-only", tree, f"{HEALTH}/accounts", f"{HEALTH}/appointments").split()
    names = "".join(f"{tree}:{path}\n" for path in paths).encode()
    texts = repository.git("cat-file", "--batch=%%", stdin=names).split("%\n")[1:]
    records = (yaml.safe_load(text) for text in texts)
    return {
        path.removeprefix(f"{HEALTH}/").removesuffix(".yaml"): record
        for path, record in zip(paths, records, strict=True)
    }
