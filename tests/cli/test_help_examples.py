"""Examples in help, run in a copy of the project's own register."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping

import pytest
from tests.cli.test_help import every_command, examples
from tests.commands import Answer, run
from tests.registers import PROJECT, Repository, build

READING = {"list", "show", "search", "check", "validate", "explain", "diff", "log", "report", "docs", "doctor"}
BASE = "# an edit\nplatform: x\nhandle: contoh\npurpose: News\nlanguages: [ms]\nstatus: active\n"
ANSWERS = {"Agency": "pg-dict", "Address": "https://x.com/dict_news", "Purpose": "News", "Officer in charge": "Manager"}
ISSUE = "".join(f"### {label}\n\n{answer}\n\n" for label, answer in ANSWERS.items())
ISSUE += "### Authority\n\n- [X] I ask on behalf of the agency.\n"
PUSH = f"{'0' * 40} {'1' * 40} refs/heads/proposal\n"
FILES = {
    "agency.yaml": "name: JAPEN Johor\ntype: department\nlevel: state\njurisdiction: MY\nhead_post: Pengarah\n",
    "accounts.csv": "Agency,Link,For\nmy-japen,https://x.com/contoh_johor,News\n",
    "map.yaml": """\
delimiter: ","
agency: {name: {field: Agency}}
accounts:
  - url: {field: Link}
    record: {purpose: {field: For}, languages: [ms]}
""",
    "people/officer.yml": "Agency: my-japen\nLink: https://x.com/contoh_johor\nFor: News\n",
    "new.csv": "Agency,Address,Purpose,Authority\npg-dict,https://x.com/dict_news,News,yes\n",
    "seen.csv": "account,followers\n@malaysiaaktif,12\n",
    "issue.md": ISSUE,
    "base.yaml": BASE,
    "ours.yaml": BASE.replace("News", "Short news"),
    "theirs.yaml": BASE.replace("[ms]", "[ms, en]"),
    "letter.pdf": "%PDF-1.7\n",
    "../letter-9.pdf": "%PDF-1.7\n",
    "landed.json": '{"version": 1, "landed": []}',
    "../scan.pdf": "%PDF-1.7\n",
    "../screenshot.png": "\x89PNG\n",
}
PREPARATIONS: Mapping[str, tuple[str, ...]] = {
    "comment": ("review --base main --head HEAD --actor 1234567 --keep review.json",),
    "undo": ("status my-japen/facebook-malaysiaaktif dormant --as-of 2026-03-30",),
    "submit": ("status my-japen/facebook-malaysiaaktif dormant --as-of 2026-03-30",),
}
"""Commands that an example needs before it."""


NEEDS_SERVER = "smregister doctor --forge github"
EXAMPLES = [(name, text) for name in every_command() for text in examples(name) if text != NEEDS_SERVER]


# The answer may be no.
NEGATIVE = {"audit", "authorize", "check", "codeowners", "doctor", "review", "validate", "verify-letter"}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return the project's own register in a repository with the refs and files that examples name."""
    root = tmp_path_factory.mktemp("real") / "register"
    build(root, {})
    shutil.copytree(PROJECT / "registry", root / "registry", dirs_exist_ok=True)
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.commit({})
    repository.git("tag", "v1")
    path = "registry/agencies/my-japen/accounts/x-malaysiaaktif.yaml"
    repository.commit({path: (root / path).read_text().replace("Short news", "News")})
    repository.git("tag", "v2")
    repository.git("branch", "proposal")
    for name in ("origin", "fork"):
        repository.git("init", "--quiet", "--bare", "--initial-branch", "main", f"../{name}.git")
        repository.git("remote", "add", name, f"../{name}.git")
        repository.git("push", "--quiet", name, "main")
    repository.write(FILES)
    return repository


def _run(register: Repository, name: str, example: str) -> Answer:
    """Run an example on a fixed day."""
    words = shlex.split(example, comments=True)[1:]
    words = words[: words.index(">")] if ">" in words else words
    is_dated = any(parameter.name == "as_of" for parameter in every_command()[name].params)
    day = ["--as-of", "2026-03-30"] if is_dated and "--as-of" not in words else []
    return run(register.root, *words, *day, stdin=PUSH if name == "hook" else ISSUE)


def _restore(register: Repository) -> None:
    register.git("checkout", "--quiet", "--force", "-B", "main", "v2")
    register.git("clean", "-ffdqx")
    register.write(FILES)


@pytest.mark.parametrize(("name", "example"), [pair for pair in EXAMPLES if pair[0].split()[0] in READING])
def test_every_reading_example_works(real: Repository, name: str, example: str) -> None:
    answer = _run(real, name, example)
    assert answer.status in ((0, 1) if name in NEGATIVE else (0,)), answer.messages
    assert answer.output or answer.messages or name == "diff"


@pytest.mark.parametrize(("name", "example"), [pair for pair in EXAMPLES if pair[0].split()[0] not in READING])
def test_every_writing_example_works(real: Repository, name: str, example: str) -> None:
    for command in PREPARATIONS.get(name, ()):
        run(real.root, *shlex.split(command))
    answer = _run(real, name, example)
    _restore(real)
    assert answer.status in ((0, 1) if name in NEGATIVE else (0,)), answer.messages


def test_the_project_s_own_register_is_valid(real: Repository) -> None:
    assert run(real.root, "validate").status == 0
