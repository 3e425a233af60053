"""Remote URLs, forges and the URLs of new pull requests."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smregister.repository.forges import (
    Forge,
    RemoteRepository,
    detect_forge,
    parse_remote_url,
    pull_request_url,
    without_credentials,
)

GITHUB = RemoteRepository("https://github.com", "gov/register")

SPELLINGS = {
    "https://github.com/gov/register": GITHUB,
    "https://github.com/gov/register.git": GITHUB,
    "https://github.com/gov/register/": GITHUB,
    "https://GitHub.com/gov/register.git": GITHUB,
    "https://somebody@github.com/gov/register": GITHUB,
    "https://somebody:ghp_secret@github.com/gov/register.git": GITHUB,
    "https://somebody:p@ss@github.com/gov/register.git": GITHUB,
    "git@github.com:gov/register.git": GITHUB,
    "github.com:gov/register": GITHUB,
    "ssh://git@github.com/gov/register.git": GITHUB,
    "ssh://git@ssh.github.com:443/gov/register.git": GITHUB,
    "git+ssh://git@github.com/gov/register.git": GITHUB,
    "git://github.com/gov/register.git": GITHUB,
    "https://forge.gov.example:8443/gov/register": RemoteRepository("https://forge.gov.example:8443", "gov/register"),
    "http://localhost:3000/gov/register": RemoteRepository("http://localhost:3000", "gov/register"),
    "ssh://git@forge.gov.example:2222/gov/register": RemoteRepository("https://forge.gov.example", "gov/register"),
    "git@gitlab.gov.example:a/b/c/register.git": RemoteRepository("https://gitlab.gov.example", "a/b/c/register"),
    "git@[::1]:gov/register": RemoteRepository("https://[::1]", "gov/register"),
    "/srv/git/register.git": None,
    "../register.git": None,
    "file:///srv/git/register.git": None,
    "C:/git/register": None,
    "C:\\git\\register": None,
    "https://github.com/register": None,
    "https://github.com/../register": None,
    "https://github.com/gov/reg ister": None,
    "https://github.com/gov/register?x=1": None,
    "https://github.com/gov/%2e%2e/register": None,
    "https://evil.example\\@github.com/gov/register": GITHUB,
    "https://-x/gov/register": None,
    "ext::sh -c touch% /tmp/x": None,
    "": None,
}


@pytest.mark.parametrize(("url", "place"), SPELLINGS.items(), ids=SPELLINGS)
def test_parse_remote_url(url: str, place: RemoteRepository | None) -> None:
    assert parse_remote_url(url) == place


HOSTS = {
    "github.com": Forge.GITHUB,
    "gitlab.com": Forge.GITLAB,
    "codeberg.org": Forge.FORGEJO,
    "gitlab.gov.example": Forge.GITLAB,
    "git.forgejo.gov.example": Forge.FORGEJO,
    "code.gov.example": None,
    "mygithub.example": None,
    "example.github": None,
}


@pytest.mark.parametrize(("host", "forge"), HOSTS.items())
def test_detect_forge(host: str, forge: Forge | None) -> None:
    assert detect_forge(RemoteRepository(f"https://{host}", "a/b")) is forge
    assert detect_forge(RemoteRepository(f"https://{host}:8443", "a/b")) is forge


def test_pull_request_urls() -> None:
    fork = RemoteRepository("https://github.com", "officer/copy")
    assert pull_request_url(Forge.GITHUB, GITHUB, "main", GITHUB, "my-japen/x-changed") == (
        "https://github.com/gov/register/compare/main...my-japen/x-changed?expand=1"
    )
    assert pull_request_url(Forge.GITHUB, GITHUB, "main", fork, "x") == (
        "https://github.com/gov/register/compare/main...officer:x?expand=1"
    )
    assert pull_request_url(Forge.FORGEJO, GITHUB, "main", GITHUB, "x#y") == (
        "https://github.com/gov/register/compare/main...x%23y"
    )
    address = pull_request_url(Forge.GITLAB, GITHUB, "main", fork, "a/b&c")
    assert address.startswith("https://github.com/officer/copy/-/merge_requests/new?")
    assert parse_qs(urlsplit(address).query) == {
        "merge_request[source_branch]": ["a/b&c"],
        "merge_request[target_branch]": ["main"],
    }


NAME = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,10}[A-Za-z0-9]", fullmatch=True).filter(
    lambda name: not name.endswith(".git")
)
HOST = st.from_regex(r"[a-z0-9]{2,8}(\.[a-z0-9]{2,8}){0,3}", fullmatch=True)
SECRET = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"], exclude_characters="/:'\""), max_size=12)
FORMS = st.sampled_from(
    [
        "https://{user}{host}/{path}",
        "https://{user}{host}/{path}.git/",
        "ssh://git@{host}:22/{path}.git",
        "git@{host}:{path}",
        "{host}:{path}.git",
    ]
)


@given(form=FORMS, host=HOST, steps=st.lists(NAME, min_size=2, max_size=4), secret=SECRET)
def test_all_notations_of_a_remote_are_equal_and_keep_no_credentials(
    form: str, host: str, steps: list[str], secret: str
) -> None:
    path, user = "/".join(steps), f"officer:{secret}@"
    place = parse_remote_url(form.format(user=user, host=host, path=path))
    assert place == RemoteRepository(f"https://{host}", path)
    assert without_credentials(f"fatal: '{form.format(user=user, host=host, path=path)}'").count(f"{user}{host}") == 0


@given(url=st.text(max_size=60))
def test_any_text_becomes_a_safe_url_or_none(url: str) -> None:
    place = parse_remote_url(url)
    if place:
        address = pull_request_url(Forge.GITHUB, place, "main", place, "x")
        assert re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+/[!-~]+", address)
