"""Threats by records, files and names, each with its result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, PROJECT, SMALL, Repository, build
from tests.snapshots import validate

from smregister.cli import context as clock
from smregister.model import Finding
from smregister.records.kinds import PathTemplate
from smregister.records.schema.compiled import pattern_test
from smregister.register.address_templates import Template
from smregister.repository.tree import Tree
from smregister.repository.work_tree import WorkTree

SECOND = "registry/agencies/health/accounts/x-second.yaml"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Create a register with an invalid account, which every test must report."""
    return build(tmp_path / "register", {**SMALL, ACCOUNT: ACCOUNT_TEXT.replace("active", "lively")}, platforms=["x"])


def validate_with(register: Path, path: str = SECOND) -> list[Finding]:
    """Validate a register; the findings elsewhere must be reported too."""
    findings = validate(WorkTree(register), DAY).findings
    assert any(each.path == ACCOUNT and each.rule == "value-not-allowed" for each in findings)
    return [each for each in findings if each.path == path]


def rules(register: Path, content: str | bytes) -> set[str]:
    """Return the rules that a record beside the other one breaks."""
    place = register / SECOND
    place.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return {each.rule for each in validate_with(register)}


def filled(text: str) -> str:
    """Return a valid record with additional text."""
    return ACCOUNT_TEXT.replace("example_health", "example_second") + text


# YAML


def test_alias_bomb(register: Path) -> None:
    levels = [
        "a: &a [x]",
        *(f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in pairwise("abcdefghi")),
    ]
    assert "anchor" in rules(register, "\n".join(levels) + "\n")
    assert validate_with(register)[0].line == 1
    place = register / "bomb.yaml"
    place.write_text("\n".join(levels) + "\n")
    assert peak_of_reading(place) - peak_of_reading(register / ACCOUNT) < 60 * 1024, "in KiB"


def peak_of_reading(place: Path) -> int:
    """Read a file in a new process and return its peak memory in KiB."""
    program = """\
import resource, sys
from pathlib import Path
from smregister.records import yaml
yaml.parse_document("a.yaml", Path(sys.argv[1]).read_bytes())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    return int(subprocess.check_output([sys.executable, "-c", program, place]))


def test_merge_key_bomb(register: Path) -> None:
    assert {"merge-key", "anchor"} <= rules(register, filled("base: &a {x: y}\nnotes:\n  <<: [*a, *a, *a]\n"))


@pytest.mark.parametrize("twin", ["purpose: b", '"purpose": b', "'purpose': b", '"\\x70urpose": b', "? purpose\n: b"])
def test_duplicate_key(register: Path, twin: str) -> None:
    assert "duplicate-key" in rules(register, filled(f"{twin}\n"))


def test_duplicate_key_in_another_normal_form(register: Path) -> None:
    composed, apart = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
    assert composed != apart
    assert rules(register, filled(f"description:\n  {composed}: a\n  {apart}: b\n"))


@pytest.mark.parametrize(
    "tag", ["!!str", "!!python/object:os.system", "!local", "!<tag:yaml.org,2002:str>", "!!binary", "!"]
)
def test_tags(register: Path, tag: str) -> None:
    assert "tag" in rules(register, filled(f"audience: {tag} a\n"))


def test_cyclic_anchor(register: Path) -> None:
    assert "anchor" in rules(register, "a: &a [*a]\n")


@pytest.mark.parametrize("text", ["a: " + "[" * 20_000, "".join(f"{' ' * depth}a:\n" for depth in range(300))])
def test_depth(register: Path, text: str) -> None:
    assert {"nested-too-deep", "not-yaml"} & rules(register, text)


@pytest.mark.parametrize(("size", "is_too_large"), [(65_536, False), (65_537, True), (20 << 20, True)])
def test_large_file(register: Path, size: int, is_too_large: bool) -> None:
    text = filled("# ")
    assert ("too-large" in rules(register, text + "a" * (size - len(text) - 1) + "\n")) is is_too_large


def test_file_without_end(register: Path) -> None:
    os.mkfifo(register / SECOND)
    assert {each.rule for each in validate_with(register)} == {"not-a-plain-file"}


AMBIGUOUS = [
    *("NO", "no", "off", "Yes", "y", "0123", "0x1F", "0o17", "0b11", "1_000", "12:30:45", "1e3", "1.10", ".5", ".inf"),
    *("-.inf", ".nan", "+6753000", "-0", "2020-1-1", "=", "2020-01-01 10:00:00"),
]


@pytest.mark.parametrize("value", AMBIGUOUS)
def test_norway(register: Path, value: str) -> None:
    assert rules(register, filled(f"audience: {value}\n"))
    assert rules(register, filled(f"audience: '{value}'\n")) == set()


def test_number_of_20_000_digits(register: Path) -> None:
    assert "number-too-long" in rules(register, filled(f"follower_goal: {'9' * 20_000}\n"))


def test_json_as_yaml(register: Path) -> None:
    assert "😀" in (text := json.dumps({"purpose": "😀"}, ensure_ascii=False))
    assert rules(register, text) == {"missing-field"}
    assert rules(register, json.dumps({"purpose": "😀"})) >= {"not-yaml"}


# Text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_other_encodings(register: Path, encoding: str) -> None:
    assert {"not-utf-8", "hidden-character"} & rules(register, filled("audience: Café\n").encode(encoding))


HIDDEN = [*"\u0085\u2028\u2029\u202e\u2066\u200b\u200f\ufeff\u00ad\x1b\x9b\x07\x00\u115f\u3164", "\U000e0041"]


@pytest.mark.parametrize("sign", HIDDEN, ids=lambda sign: f"U+{ord(sign):04X}")
@pytest.mark.parametrize(
    "text", ["audience: a{}b\n", "# a{}b\n", "description:\n  e{}n: a\n"], ids=["value", "comment", "key"]
)
def test_trojan_source(register: Path, sign: str, text: str) -> None:
    assert "hidden-character" in rules(register, filled(text.format(sign)))


def test_terminal_escapes_and_markup(register: Path) -> None:
    texts = [
        "[/official]",
        "[link=http://evil]a",
        ":smiley:",
        "::error::a",
        "%0A::error::a",
        "\\x1b]8;;http://evil\\x07a",
    ]
    listed = "".join(f'  - "{text}"\n' for text in texts)
    place = register / SECOND
    place.write_text(filled(f"tags:\n{listed}"))
    for command in (["validate"], ["show", "health/x-second"], ["list", "account"], ["validate", "--format", "github"]):
        answer = run(register, *command)
        shown = answer.output + answer.messages
        assert not any((ord(sign) < 0x20 and sign not in "\n\t") or 0x7F <= ord(sign) <= 0x9F for sign in shown)
        assert not any(line.startswith("::") and "file=registry/" not in line for line in shown.splitlines())


# Names


NAMES = [
    "con",
    "aux",
    "nul",
    "com1",
    "A",
    "a_b",
    "-rf",
    "a.",
    "a ",
    "é",
    "a" * 130,
    "..",
    "x\u202e",
    "a:b",
    "a\\b",
    "a\nb",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_hostile_file_name(repository: Repository, tree_at: Callable[[Path, str | None], Tree], name: str) -> None:
    if name != "..":
        repository.put_in_index(f"registry/agencies/health/accounts/{name}.yaml", "100644", ACCOUNT_TEXT.encode())
        assert {each.rule for each in validate(tree_at(repository.root, ":"), DAY).findings} & {
            "misnamed-file",
            "misplaced-file",
        }
    answer = run(
        repository.root, "add", "account", name, "--agency", "health", "--set", "url=x.com/a_b", "--set", "purpose=a"
    )
    assert answer.status == 2
    assert "\n" not in answer.messages.strip() or name.startswith("-")


def test_names_that_differ_by_case_or_normal_form_alone(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    for name in ("X-HEALTH", "x-healthé", unicodedata.normalize("NFD", "x-healthé")):
        repository.put_in_index(f"registry/agencies/health/accounts/{name}.yaml", "100644", ACCOUNT_TEXT.encode())
    misnamed = [each for each in validate(tree_at(repository.root, ":"), DAY).findings if each.rule == "misnamed-file"]
    assert len(misnamed) == 3


@pytest.mark.parametrize("name", ["../../../../etc/cron.d/x", "/etc/x", "health/../../x", "..", "health/..", "a/b/c"])
def test_id_that_leads_out(repository: Repository, name: str) -> None:
    before = {path for path in repository.root.parent.rglob("*") if ".git" not in path.parts}
    for arguments in (["rename", "health/x-health", name], ["add", "agency", name], ["show", name]):
        assert run(repository.root, *arguments).status == 2
    assert {path for path in repository.root.parent.rglob("*") if ".git" not in path.parts} == before


@pytest.mark.parametrize("mode", ["120000", "160000", "100755"])
def test_symlink_submodule_executable(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], mode: str
) -> None:
    if mode == "160000":
        repository.git("update-index", "--add", "--cacheinfo", f"{mode},{repository.git('rev-parse', 'HEAD')},{SECOND}")
    else:
        repository.put_in_index(SECOND, mode, b"/proc/self/environ")
    findings = [each for each in validate(tree_at(repository.root, ":"), DAY).findings if each.path == SECOND]
    assert {"not-a-plain-file", "executable-file"} & {each.rule for each in findings}
    assert "PATH=" not in repr(findings)


# Git


@pytest.mark.parametrize(
    "ref", ["--output=stolen", "-p", "--help", "HEAD --output=stolen", "@{-1}", "HEAD:registry", "..", "", "\n"]
)
def test_ref_as_option(repository: Repository, ref: str) -> None:
    for arguments in (["validate", f"--ref={ref}"], ["diff", "--", ref, "HEAD"], ["validate", f"--base={ref}"]):
        assert run(repository.root, *arguments).status == 2, arguments
    assert not [*repository.root.rglob("stolen")]


def test_gitattributes_that_hide_a_change(repository: Repository) -> None:
    repository.commit({".gitattributes": "* -diff -text\n*.yaml filter=evil\n"})
    repository.git("config", "filter.evil.smudge", "touch ../stolen; cat")
    (repository.root / ACCOUNT).write_text(ACCOUNT_TEXT.replace("News", "Other news"))
    assert "News" in run(repository.root, "diff").output
    assert run(repository.root, "validate").status == 0
    assert not (repository.root.parent / "stolen").exists()


# Schemas and addresses


ENDLESS = ["^(a+)+$", "^(a|aa)+$", "^(?!x)(a|a)*(?!y)$", "^((a{1,100}){1,100}){1,100}$"]
LONG_TEXT = "a" * 60 + "!"


def account_schema_with(place: str, pattern: str) -> dict[str, Any]:
    """Return the schema of accounts with a pattern in one of its places."""
    schema: dict[str, Any] = json.loads((PROJECT / "schemas/account.schema.json").read_text("utf-8"))
    if place == "name":
        return {**schema, "x-name-pattern": pattern, "x-name-description": "letters"}
    value = {"pattern": {"pattern": pattern}, "propertyNames": {"propertyNames": {"pattern": pattern}}}
    named = {"patternProperties": {pattern: {"type": "integer"}}, "additionalProperties": False}
    schema["properties"]["audience"] = {"title": "Audience", "description": "Who.", **value.get(place, named)}
    return schema


@pytest.mark.parametrize("pattern", ENDLESS[:-1])
def test_pattern_that_takes_for_ever_matches_in_bounded_time(pattern: str) -> None:
    assert not pattern_test(pattern)(LONG_TEXT * 500)
    assert not PathTemplate("{name}.yaml", pattern).name_error("aa")
    assert PathTemplate("{name}.yaml", pattern).name_error(LONG_TEXT)


PLACES = ["name", "pattern", "propertyNames", "patternProperties"]


@pytest.mark.parametrize(("place", "pattern"), [*zip(PLACES, ENDLESS, strict=True)])
def test_pattern_that_takes_for_ever(register: Path, place: str, pattern: str) -> None:
    (register / "schemas/account.schema.json").write_text(json.dumps(account_schema_with(place, pattern)))
    audience = LONG_TEXT if place == "pattern" else f"{{'{LONG_TEXT}': a}}"
    text = filled("" if place == "name" else f"audience: {audience}\n")
    path = SECOND.replace("x-second", LONG_TEXT[:-1] + "-b") if place == "name" else SECOND
    (register / path).write_text(text)
    findings = validate(WorkTree(register), DAY).findings
    assert {"schemas/account.schema.json", path} & {finding.path for finding in findings}


def test_template_of_an_address_that_takes_for_ever() -> None:
    names = "@".join(f"{{{letter}}}" for letter in "abcdefghijklm")
    assert Template(f"{names}!").match("a@" * 600) is None
    assert Template("@{user}@{server}").match("@press@social.example") == {"user": "press", "server": "social.example"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opened", "2026-02-31"),
        ("opened", "20261122"),
        ("opened", "2026-W47-7"),
        ("contact_email", "a@"),
        ("official_site", "nonsense"),
    ],
)
def test_formats_are_required(register: Path, field: str, value: str) -> None:
    text = "\n".join(line for line in filled("").splitlines() if not line.startswith(f"{field}:"))
    assert rules(register, f"{text}\n{field}: '{value}'\n")


@pytest.mark.parametrize("key", ["__proto__", "constructor", "hasOwnProperty"])
def test_keys_of_another_language(register: Path, key: str) -> None:
    assert "unknown-field" in rules(register, filled(f"{key}: a\n"))


# Days and merges


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Pacific/Port_Moresby", datetime(2026, 11, 22, 20, 30, tzinfo=UTC), date(2026, 11, 23)),
        ("Asia/Kuala_Lumpur", datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        ("America/New_York", datetime(2024, 3, 1, 2, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_day_of_another_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, moment: datetime, day: date
) -> None:

    root = build(tmp_path / "register")
    place = root / "registry/register.yaml"
    place.write_text(f"{place.read_text()}timezone: {zone}\n")
    stopped = type("Clock", (), {"now": staticmethod(moment.astimezone)})
    monkeypatch.setattr(clock, "datetime", stopped)
    assert clock.today(WorkTree(root)) == day


def test_clean_merge_that_doubles_a_key(register: Path) -> None:
    lines = filled("").splitlines()
    assert "duplicate-key" in rules(register, "\n".join([lines[-1], *lines]) + "\n")


def test_clean_merge_of_one_handle_in_two_files(register: Path) -> None:
    (register / ACCOUNT.replace("x-health", "x-third")).write_text(filled(""))
    assert "duplicate-account" in rules(register, filled(""))
