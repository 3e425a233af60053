"""The attacks on the check of GitHub, on the jobs of GitLab and on the hook of any server."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lengths import count
from tests.review.test_authorization import OFFICER
from tests.review.test_hook import Server, build_server, forgejo
from tests.workflows.test_other_registers import propose_on_gitlab
from tests.workflows.test_workflows import ATTACKS


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return a server on which nothing lands."""
    return build_server(tmp_path_factory.mktemp("server"))


@pytest.mark.parametrize("name", ATTACKS, ids=ascii)
def test_the_hook_refuses_an_attack(shared: Server, name: str) -> None:
    make, reason = ATTACKS[name]
    shared.clone.git("checkout", "--quiet", "--force", "--detach", shared.base)
    make(shared.clone)
    answer = shared.check(**forgejo(OFFICER))
    assert (answer.status, reason in answer.messages) == (1, True), answer.messages


@pytest.mark.only_long
@pytest.mark.long
@pytest.mark.parametrize("name", [*ATTACKS][: count(2, len(ATTACKS))], ids=ascii)
def test_the_comment_on_gitlab_says_that_an_attack_has_not_passed(tmp_path: Path, name: str) -> None:
    make, _ = ATTACKS[name]
    assert propose_on_gitlab(tmp_path, make).review() == "not passed"
