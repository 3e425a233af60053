"""A register judged in shares, by several machines or by an engine: the same to the letter as by one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.commands import run, run_apart
from tests.registers import ACCOUNT_TEXT, SMALL, Repository, build_repository, environment, forget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AS_OF = ("--as-of", "2026-01-01")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A register of many agencies with faults in and across them."""
    repository = build_repository(tmp_path_factory.mktemp("shards") / "register")
    agency = str(SMALL["registry/agencies/health/agency.yaml"])
    files = {f"registry/agencies/a{n}/agency.yaml": f"{agency}parent: a{n + 7}\n" for n in range(40)}
    twin = ACCOUNT_TEXT.replace("example_health", "twin")
    files |= {f"registry/agencies/a{n}/accounts/x-twin.yaml": twin for n in range(0, 40, 9)}
    files |= {f"registry/agencies/a{n}/accounts/x-late.yaml": ACCOUNT_TEXT.replace("2020", "2030") for n in (3, 4)}
    repository.commit({**files, "registry/agencies/a5/accounts/broken.yaml": "a: [\n"})
    return repository


@pytest.mark.parametrize("of", [1, 2, 5, 60])
@pytest.mark.parametrize("ref", [(), ("--ref", "HEAD")], ids=["disk", "commit"])
def test_shares_put_together_say_what_one_machine_says(
    faulty: Repository, tmp_path: Path, of: int, ref: tuple[str, ...]
) -> None:
    places = []
    for number in range(1, of + 1) if of < 60 else (1,):
        answer = run(faulty.root, "validate", "--shard", f"{number}/{of if of < 60 else 1}", *AS_OF, *ref)
        assert answer.status == 0, answer
        places.append(tmp_path / f"{number}.json")
        places[-1].write_text(answer.output)
    forget(faulty)
    joined = run(faulty.root, "validate", *(f"--join={place}" for place in reversed(places)), *AS_OF, *ref, "--json")
    forget(faulty)
    whole = run(faulty.root, "validate", *AS_OF, *ref, "--json")
    assert joined == whole
    assert {each["rule"] for each in whole.json()["findings"]} >= {
        "duplicate-account",
        "dangling-reference",
        "not-yaml",
    }


def test_what_are_not_all_the_shares_of_this_register_is_refused(faulty: Repository, tmp_path: Path) -> None:
    one, two = (json.loads(run(faulty.root, "validate", "--shard", f"{number}/2", *AS_OF).output) for number in (1, 2))
    for documents, reason in (
        ([one], "not all shards"),
        ([one, one], "not all shards"),
        ([one, {**two, "content": "x"}], "another state of the register"),
        ([one, {**two, "program": "0.0.1"}], "another version"),
        ([one, {**two, "month": "2020-01-01"}], "--as-of"),
        ([one, {**two, "parts": two["parts"][1:]}], "not all shards"),
        ([one, {**two, "parts": [{"path": each["path"]} for each in two["parts"]]}], "no shard"),
        ([one, []], "no shard"),
        ([one, {**two, "parts": [{**each, "own": ["x"]} for each in two["parts"]]}], "no shard"),
        ([one, {**two, "number": 9}], "not all shards"),
        ([one, {**two, "number": [2]}], "no shard"),
        ([one, {**two, "number": 2.0}], "no shard"),
        ([one, {**two, "parts": None}], "no shard"),
        ([one, {**two, "parts": [*two["parts"], 5]}], "no shard"),
        ([one, {**two, "parts": [*two["parts"], two["parts"][0]]}], "not all shards"),
        ([one, _with(two, path={})], "no shard"),
        ([one, _with(two, counts=[])], "no shard"),
        ([one, _with(two, counts={"unheard-of": [1, 0]})], "no shard"),
        ([one, _with(two, counts={"account": [-1, 0]})], "no shard"),
        ([one, _with(two, own=[2**64])], "no shard"),
        ([one, _with(two, records={"unheard-of": []})], "no shard"),
        ([one, _with(two, records={"account": [[1, 2]]})], "no shard"),
        ([one, _with(two, records={"account": [["a/b", "p", None, 1]]})], "no shard"),
        ([one, _with(two, findings=[[["a", 1, 1, "unheard-of", "", "error", "x"], "", ""]])], "no shard"),
        ([one, _with(two, findings=[[["a", 1, 1, "not-yaml", "", "loud", "x"], "", ""]])], "no shard"),
        ([one, _with(two, findings=[[["a", 1, 1, "not-yaml", "", "error", 5], "", ""]])], "no shard"),
        ([one, _with(two, findings=[[["a", 1, 1, "not-yaml", "", "error", "x"], 5, None]])], "no shard"),
        ([one, _with(two, alone=[["1", []]])], "no shard"),
    ):
        places = [tmp_path / f"{number}.json" for number in range(len(documents))]
        for place, document in zip(places, documents, strict=True):
            place.write_text(json.dumps(document))
        answer = run(faulty.root, "validate", *(f"--join={place}" for place in places), *AS_OF)
        assert (answer.status, answer.output) == (2, "")
        assert reason in answer.messages


def _with(shard: dict[str, Any], **facts: object) -> dict[str, Any]:
    """Give a shard in which something else is said of its first part."""
    first, *others = shard["parts"]
    return {**shard, "parts": [{**first, **facts}, *others]}


@pytest.mark.parametrize("text", ["", "{", "[" * 200_000, "null", "\x00", "5"])
def test_what_is_no_shard_is_refused(faulty: Repository, tmp_path: Path, text: str) -> None:
    (tmp_path / "shard").write_text(text)
    answer = run(faulty.root, "validate", f"--join={tmp_path / 'shard'}")
    assert answer.status == 2
    assert "no shard" in answer.messages


@pytest.mark.parametrize("share", ["0/2", "3/2", "2", "a/b", "1/0", "-1/2", "1/2/3", "1/9999"])
def test_what_is_no_share_is_refused(faulty: Repository, share: str) -> None:
    answer = run(faulty.root, "validate", f"--shard={share}")
    assert answer.status == 2
    assert "no share" in answer.messages


def test_a_change_is_not_judged_in_shares(faulty: Repository) -> None:
    for arguments in (["--shard", "1/2"], ["--join", "1.json"]):
        answer = run(faulty.root, "validate", "--base", "HEAD", *arguments)
        assert answer.status == 2
        assert "one or the other" in answer.messages


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A local cluster of two workers; gives the scheduler's host and port."""
    code = (
        "import sys; from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:\n"
        "        print(cluster.scheduler_address, flush=True); sys.stdin.read()\n"
    )
    script = tmp_path_factory.mktemp("dask") / "cluster.py"
    script.write_text(code)
    with subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=script.parent,
        text=True,
    ) as cluster:
        assert cluster.stdout
        assert cluster.stdin
        found = re.match(r"tcp://(.+)", cluster.stdout.readline())
        assert found
        yield found[1]
        cluster.stdin.close()
        cluster.wait(600)


@pytest.mark.parametrize("ref", [(), ("--ref", "HEAD")], ids=["disk", "commit"])
def test_an_engine_with_two_workers_says_what_one_machine_says(
    faulty: Repository, scheduler: str, ref: tuple[str, ...]
) -> None:
    forget(faulty)
    elsewhere = run_apart(faulty.root, "validate", "--executor", f"dask://{scheduler}", *AS_OF, *ref, "--json")
    forget(faulty)
    assert elsewhere == run(faulty.root, "validate", *AS_OF, *ref, "--json")
    assert elsewhere.json()["findings"]


@pytest.mark.parametrize("address", ["dask://127.0.0.1:1", "dask://", "spark://a:1", "127.0.0.1:8786"])
def test_where_no_engine_answers_that_is_said(faulty: Repository, address: str) -> None:
    answer = run_apart(faulty.root, "validate", "--executor", address)
    assert answer.status == 2
    assert "executor" in answer.messages or "scheduler" in answer.messages


def test_what_is_found_depends_on_nothing_but_the_register(faulty: Repository, tmp_path: Path) -> None:
    """Not on the order in which a disk lists files, the place they lie at, the language or Python's hashes."""
    wanted = run(faulty.root, "validate", *AS_OF, "--json").output
    elsewhere = tmp_path / "elsewhere" / "register"
    paths = [path for path in faulty.root.rglob("*") if path.is_file() and ".git" not in path.parts]
    for path in sorted(paths, reverse=True):
        place = elsewhere / path.relative_to(faulty.root)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    for settings in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"}, {"LC_ALL": "C", "PYTHONHASHSEED": "3"}):
        for root in (faulty.root, elsewhere):
            forget(faulty)
            assert run_apart(root, "validate", *AS_OF, "--json", settings=settings).output == wanted
