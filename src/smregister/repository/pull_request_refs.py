"""The request under which a commit came in, as forges write it into messages of merges."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from smregister.progress import batched
from smregister.repository.commits import Commit, list_commits
from smregister.repository.git import Git

# What GitHub and Forgejo write when they merge, and both when they squash a request into one commit; GitLab's line.
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
    """Return the request that a commit's message names, as its forge writes it: `#12`, `group/project!12`."""
    in_subject = (pattern.fullmatch(commit.subject) for pattern in _SUBJECTS)
    in_lines = (_LINE.fullmatch(line.strip()) for line in commit.message.splitlines())
    return next((found[1] for found in (*in_subject, *in_lines) if found), None)


def pull_requests_of(git: Git, tip: str, commits: Iterable[Commit]) -> dict[str, str]:
    """Return the request of each commit that came under one: of the merge that brought it to the main line of `tip`.

    Where that merge names none, or there is none, the commit's own words count.
    """
    wanted = {commit.id: commit for commit in commits}
    brought_by = _bringing(git, tip, wanted) if wanted else {}
    merges = {commit.id: commit for commit in _by_id(git, {*brought_by.values()} - {*wanted})} | wanted
    found = (
        (each.id, parse_pull_request(merges[brought_by[each.id]]) or parse_pull_request(each))
        for each in wanted.values()
    )
    return {commit: request for commit, request in found if request}


def _by_id(git: Git, commits: Iterable[str]) -> Iterator[Commit]:
    for some in batched(sorted(commits), _COMMITS_AT_ONCE):
        yield from list_commits(git, "--no-walk", *some)


def _bringing(git: Git, tip: str, wanted: Collection[str]) -> dict[str, str]:
    """Return for commits the one on the main line with which each came in; itself, where it lies there."""
    rows = (row.split() for row in git.run("rev-list", "--parents", tip).decode("ascii").splitlines())
    parents = {commit: above for commit, *above in rows}
    main_line = [tip]
    while parents[main_line[-1]]:
        main_line.append(parents[main_line[-1]][0])
    seen: set[str] = set()
    brought_by: dict[str, str] = {}
    for commit in reversed(main_line):
        new = _reached(parents, commit, seen)
        brought_by |= {each: commit for each in new if each in wanted}
    return brought_by


def _reached(parents: Mapping[str, Sequence[str]], start: str, seen: set[str]) -> list[str]:
    """Return the commits that lie before one and were not seen yet, itself among them; now they are."""
    waiting, reached = [start], list[str]()
    while waiting:
        commit = waiting.pop()
        if commit not in seen:
            seen.add(commit)
            reached.append(commit)
            waiting += parents[commit]
    return reached
