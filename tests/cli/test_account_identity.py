"""One account in every spelling, for the commands that name accounts."""

from __future__ import annotations

import pytest
from tests.commands import run
from tests.register.test_platforms import platforms
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, Repository, build_repository

from smregister.editing.draft import with_address
from smregister.model import Value

AS_OF = ("--as-of", DAY.isoformat())
NUMBER = "100089208900263"
PAGE = "registry/agencies/health/accounts/facebook-page.yaml"
PAGE_TEXT = f"platform: facebook\nplatform_id: '{NUMBER}'\npurpose: News\nlanguages: [en]\nstatus: active\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repository = build_repository(tmp_path_factory.mktemp("identity") / "register")
    repository.commit({PAGE: PAGE_TEXT})
    return repository


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/@Example_Health",
        "@example_health",
        "x.com/example_health",
        "twitter.com/#!/example_health",
        ACCOUNT,
    ],
)
def test_commands_that_take_an_id_take_an_address_and_a_handle(repository: Repository, text: str) -> None:
    assert run(repository.root, "show", text, "--json").json()["id"] == "health/x-health"
    assert run(repository.root, "log", text, "--json").json()["id"] == "health/x-health"
    edited = run(repository.root, "edit", text, "--set", "name=Health", "--dry-run", *AS_OF)
    assert "account health/x-health changed" in edited.output


@pytest.mark.parametrize("text", ["@nobody", "x.com/nobody", "https://x.com/example_health#!/nobody"])
def test_an_address_of_no_record_is_no_record(repository: Repository, text: str) -> None:
    for command in ("show", "log", "edit"):
        answer = run(repository.root, command, text, *(["--set", "name=A"] if command == "edit" else []))
        assert (answer.status, f"there is no record `{text}`" in answer.messages) == (2, True), command


FORMS = [
    f"https://www.facebook.com/profile.php?id={NUMBER}",
    f"https://m.facebook.com/p/Other-Name-{NUMBER}/",
    f"facebook.com/people/A-B/{NUMBER}",
    f"https://www.facebook.com/{NUMBER}",
]


def test_each_form_of_a_page_is_checked_refused_and_merged_alike(repository: Repository) -> None:
    files = {"list.csv": "dept,link\n" + "".join(f"health,{form}\n" for form in FORMS)}
    files["map.yaml"] = "agency: {name: {field: dept}}\naccounts: [{url: {field: link}, record: {purpose: News}}]\n"
    for name, text in files.items():
        (repository.root / name).write_text(text, "utf-8")
    document = run(repository.root, "import", "list.csv", "--map", "map.yaml", "--json", *AS_OF).json()
    assert [document[name] for name in ("imported", "merged", "refused")] == [0, len(FORMS), []]
    for form in FORMS:
        assert run(repository.root, "check", form, "--json").json()["account"] == "health/facebook-page"
    added = run(
        repository.root, "add", "account", "--agency", "health", "--set", f"url={FORMS[1]}", "--set", "purpose=A"
    )
    assert (added.status, "duplicate-account" in added.messages or "already registered" in added.messages) == (1, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"platform": "Twitter", "url": "@one_more"},
        {"platform": "twitter", "handle": "https://twitter.com/@one_more"},
        {"platform": "x", "handle": "@one_more"},
        {"url": "http://www.twitter.com/@one_more/?lang=en"},
        {"handle": "x.com/one_more"},
        {"platform": "x", "handle": "one_more", "url": "twitter.com/#!/one_more"},
    ],
)
def test_every_spelling_of_a_new_account_is_stored_in_one_form(fields: dict[str, Value]) -> None:
    assert with_address(platforms(), fields) == {"platform": "x", "handle": "one_more", "url": "https://x.com/one_more"}


@pytest.mark.parametrize(
    ("assignment", "answer"),
    [
        ("url=https://twitter.com/@Example_Health", "url: (nothing) → https://x.com/Example_Health"),
        ("url=@example_health", "url: (nothing) → https://x.com/example_health"),
        ("handle=@Example_Health", "handle: example_health → Example_Health"),
        ("platform=Twitter", "no change"),
    ],
)
def test_edit_stores_every_spelling_in_one_form(repository: Repository, assignment: str, answer: str) -> None:
    edited = run(repository.root, "edit", "@example_health", "--set", assignment, "--dry-run", *AS_OF)
    assert (edited.status, answer in edited.output + edited.messages) == (0, True), edited


def test_an_address_elsewhere_changes_the_platform_which_a_record_keeps(repository: Repository) -> None:
    edited = run(
        repository.root, "edit", "@example_health", "--set", "url=https://www.instagram.com/example_health/", *AS_OF
    )
    assert (edited.status, "`platform` must not change from `x` to `instagram`" in edited.messages) == (1, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("handle: One-100089208900263", "handle: One-100089208900264"),
        (f"handle: One-{NUMBER}", "platform_id: '100089208900264'"),
        ("url: https://www.facebook.com/100089208900263", "url: https://www.facebook.com/100089208900264"),
    ],
)
def test_another_platform_id_is_reported_wherever_it_stands(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str
) -> None:
    repository = build_repository(tmp_path_factory.mktemp("ids") / "register")
    page = PAGE_TEXT.replace(
        f"platform_id: '{NUMBER}'", "handle: example.page\n{}" if before.startswith("url") else "{}"
    )
    repository.commit({PAGE: page.format(before)})
    (repository.root / PAGE).write_text(page.format(after), "utf-8")
    answer = run(repository.root, "validate", "--base", "HEAD", *AS_OF)
    assert "changed-identity: " in answer.output
    assert "100089208900264" in answer.output


def test_a_list_with_another_platform_id_is_not_merged(repository: Repository) -> None:
    page = (
        PAGE.replace("page", "named"),
        PAGE_TEXT.replace(NUMBER, "1").replace("purpose", "handle: example.page\npurpose"),
    )
    (repository.root / page[0]).write_text(page[1], "utf-8")
    source = "accounts: [{url: {field: link}, platform_id: {field: id}, record: {purpose: News}}]\n"
    (repository.root / "map.yaml").write_text(f"agency: {{name: {{field: dept}}}}\n{source}", "utf-8")
    (repository.root / "list.csv").write_text("dept,link,id\nhealth,facebook.com/@example.page,2\n", "utf-8")
    document = run(repository.root, "import", "list.csv", "--map", "map.yaml", "--json", *AS_OF).json()
    assert "its platform id `2` is not that of health/facebook-named, `1`" in document["refused"][0]["reason"]
    closed = page[1].replace("active", "closed\nclosed: 2025-01-01\nclosed_reason: Gone")
    (repository.root / page[0]).write_text(closed, "utf-8")
    document = run(repository.root, "import", "list.csv", "--map", "map.yaml", "--json", *AS_OF).json()
    assert "duplicate-account" in document["refused"][0]["reason"]
    dated = source.replace("News", "News, opened: 2025-01-01")
    (repository.root / "map.yaml").write_text(f"agency: {{name: {{field: dept}}}}\n{dated}", "utf-8")
    document = run(repository.root, "import", "list.csv", "--map", "map.yaml", "--json", *AS_OF).json()
    assert (document["imported"], document["refused"]) == (1, [])
    (repository.root / page[0]).unlink()


def test_an_ambiguous_handle_lists_its_accounts(repository: Repository) -> None:
    twin = ACCOUNT.replace("x-health", "instagram-health"), ACCOUNT_TEXT.replace("platform: x", "platform: instagram")
    (repository.root / twin[0]).write_text(twin[1].replace("active", "dormant"), "utf-8")
    answer = run(repository.root, "check", "@example_health")
    assert (answer.status, answer.output) == (
        1,
        "ambiguous: the register has this handle on Instagram, X only; where was it seen?\n"
        "    Instagram: official (health/instagram-health): it is an account of Department of Health on Instagram,"
        " status dormant\n"
        "    X: official (health/x-health): it is an account of Department of Health on X, status active\n",
    )
    assert "`smregister check @example_health --platform PLATFORM`" in answer.messages
    document = run(repository.root, "check", "@example_health", "--json").json()
    assert (document["verdict"], document["account"]) == ("ambiguous", None)
    states = [(one["account"], one["platform"], one["verdict"]) for one in document["accounts"]]
    assert states == [("health/instagram-health", "instagram", "official"), ("health/x-health", "x", "official")]
    for command in ("show", "edit"):
        refused = run(repository.root, command, "@example_health", *(["--set", "name=A"] if command == "edit" else []))
        assert "write `account:health/instagram-health`, `account:health/x-health`" in refused.messages, refused
    (repository.root / twin[0]).unlink()
