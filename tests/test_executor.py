"""A register validated by a Dask cluster: the same findings as on one machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import run, run_apart
from tests.registers import ACCOUNT_TEXT, SMALL, Repository, build_repository, environment, forget

AS_OF = ("--as-of", "2026-01-01")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a register of many agencies with errors in and across them."""
    repository = build_repository(tmp_path_factory.mktemp("cluster") / "register")
    agency = str(SMALL["registry/agencies/health/agency.yaml"])
    files = {f"registry/agencies/a{n}/agency.yaml": f"{agency}parent: a{n + 7}\n" for n in range(40)}
    twin = ACCOUNT_TEXT.replace("example_health", "twin")
    files |= {f"registry/agencies/a{n}/accounts/x-twin.yaml": twin for n in range(0, 40, 9)}
    files |= {f"registry/agencies/a{n}/accounts/x-late.yaml": ACCOUNT_TEXT.replace("2020", "2030") for n in (3, 4)}
    repository.commit({**files, "registry/agencies/a5/accounts/broken.yaml": "a: [\n"})
    return repository


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a local cluster of two workers, and yield the scheduler's host and port."""
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
        # Workers fork from a process that has Dask loaded.
        env=environment() | {"DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD": "forkserver"},
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


@pytest.mark.only_long
@pytest.mark.parametrize("ref", [(), ("--ref", "HEAD")], ids=["disk", "commit"])
def test_a_cluster_has_the_findings_of_one_machine(faulty: Repository, scheduler: str, ref: tuple[str, ...]) -> None:
    forget(faulty)
    elsewhere = run_apart(faulty.root, "validate", "--executor", f"dask://{scheduler}", *AS_OF, *ref, "--json")
    forget(faulty)
    assert elsewhere == run(faulty.root, "validate", *AS_OF, *ref, "--json")
    assert elsewhere.json()["findings"]


@pytest.mark.parametrize("address", ["dask://", "spark://a:1", "127.0.0.1:8786"])
def test_an_address_of_no_cluster_is_an_error(register: Path, address: str) -> None:
    answer = run(register, "validate", "--executor", address)
    assert answer.status == 2
    assert "is not an executor" in answer.messages


IMPATIENT = """\
import sys
from smregister import parallel
from smregister.cli.main import main
parallel._CONNECT_TIMEOUT = 0.1
sys.argv = ["smregister", *sys.argv[1:]]
main()
"""


def test_a_cluster_that_does_not_answer_is_an_error(register: Path) -> None:
    command = [sys.executable, "-c", IMPATIENT, "validate", "--executor", "dask://127.0.0.1:1"]
    finished = subprocess.run(command, cwd=register, env=environment(), capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert "no dask scheduler answers at 127.0.0.1:1" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.only_long
def test_findings_depend_on_the_register_only(faulty: Repository, tmp_path: Path) -> None:
    """Not on the order of files on the disk, their folder, the language or the hash seed."""
    wanted = run(faulty.root, "validate", *AS_OF, "--json").output
    elsewhere = tmp_path / "elsewhere" / "register"
    paths = [path for path in faulty.root.rglob("*") if path.is_file() and ".git" not in path.parts]
    for path in sorted(paths, reverse=True):
        place = elsewhere / path.relative_to(faulty.root)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    forget(faulty)
    # This process has another hash seed.
    assert os.environ.get("PYTHONHASHSEED") != "1"
    assert run(faulty.root, "validate", *AS_OF, "--json").output == wanted
    settings = {"PYTHONHASHSEED": "1", "LC_ALL": "C"}
    assert run_apart(elsewhere, "validate", *AS_OF, "--json", settings=settings).output == wanted
