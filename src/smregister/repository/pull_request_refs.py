"""Pull requests of commits, from the messages that forges write for merges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from smregister.progress import batched
from smregister.repository.commits import Commit, list_commits
from smregister.repository.git import Git

# Subjects of merges by GitHub and by Forgejo, of squashed pull requests by both, and GitLab's line.
# https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository
# https://docs.gitlab.com/user/project/merge_requests/commit_templates/
# https://forgejo.org/docs/latest/user/pull-requests-and-git-flow/
_SUBJECTS = (
    re.compile(r"Merge pull request (#[0-9]{1,10}) from .*"),
    re.compile(r"Merge pull request '.*' \((#[0-9]{1,10})\) from .*"),
    re.compile(r".*\((#[0-9]{1,10})\)"),
)
_LINE = re.compile(r"See merge request ([A-Za-z0-9_./-]{0,255}![0-9]{1,10})")
# What fits on a command line.
_COMMITS_AT_ONCE = 500


def parse_pull_request(commit: Commit) -> str | None:
    """Return the pull request in a message, such as `#12` or `group/project!12`."""
    subjects = (pattern.fullmatch(commit.subject) for pattern in _SUBJECTS)
    lines = (_LINE.fullmatch(line.strip()) for line in commit.message.splitlines())
    return next((match[1] for match in (*subjects, *lines) if match), None)


def landings_of(git: Git, tip: str, commits: Iterable[Commit]) -> dict[str, Commit]:
    """Return for the id of each of some commits the main line commit that merged it into `tip`, or itself.

    Those are read with all their parents, of which a history of some paths shows a part only.
    """
    wanted = [commit.id for commit in commits]
    merge_ids = _find_merges(git, tip) if wanted else {}
    landings = dict[str, Commit]()
    for batch in batched(sorted({merge_ids[commit] for commit in wanted}), _COMMITS_AT_ONCE):
        landings |= {commit.id: commit for commit in list_commits(git, "--no-walk", *batch)}
    return {commit: landings[merge_ids[commit]] for commit in wanted}


def _find_merges(git: Git, tip: str) -> dict[str, str]:
    """Return for each commit the main line commit that merged it, or itself."""
    rows = (row.split() for row in git.run("rev-list", "--parents", tip).decode("ascii").splitlines())
    parents = {commit: others for commit, *others in rows}
    main_line = [tip]
    while parents[main_line[-1]]:
        main_line.append(parents[main_line[-1]][0])
    merges: dict[str, str] = {}
    for merge in reversed(main_line):
        _add_merged(merges, parents, merge)
    return merges


def _add_merged(merges: dict[str, str], parents: Mapping[str, Sequence[str]], merge: str) -> None:
    """Add the ancestors of a merge, and itself, that no earlier merge has."""
    waiting = [merge]
    while waiting:
        commit = waiting.pop()
        if commit not in merges:
            merges[commit] = merge
            waiting += parents[commit]
