"""Addresses and handles to accounts and back, on the platforms that come with the project."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from tests.registers import PROJECT

from smregister.model import Document, Record, Value
from smregister.records.yaml import parse_document
from smregister.register.platforms import AccountName, Platform, Platforms
from smregister.register.urls import MAX_LENGTH, AddressError, parse_url


def platform_record(name: str) -> Record:
    path = PROJECT / "registry" / "platforms" / f"{name}.yaml"
    document = parse_document(path.name, path.read_bytes())
    assert isinstance(document, Document)
    return Record("platform", name, path.name, document.data)


NAMES = sorted(path.stem for path in (PROJECT / "registry" / "platforms").glob("*.yaml"))
RECORDS = {name: platform_record(name) for name in NAMES}


@cache
def platforms() -> Platforms:
    return Platforms(RECORDS.values())


def platform(name: str) -> Platform:
    found = platforms().get(name)
    assert found is not None
    return found


def read(text: str) -> AccountName:
    [named] = platforms().read(text)
    return named


HANDLES = {
    "https://x.com/KKM": ("x", "KKM"),
    "http://x.com/KKM": ("x", "KKM"),
    "X.COM/KKM/": ("x", "KKM"),
    "https://www.x.com/KKM?s=20": ("x", "KKM"),
    "https://mobile.twitter.com/KKM": ("x", "KKM"),
    "https://m.twitter.com/KKM": ("x", "KKM"),
    "https://twitter.com/#!/KKM": ("x", "KKM"),
    "https://x.com/intent/user?screen_name=KKM": ("x", "KKM"),
    "https://x.com/KKM#top": ("x", "KKM"),
    "https://www.facebook.com/malaysia.aktif": ("facebook", "malaysia.aktif"),
    "https://m.facebook.com/MalaysiaAktif/": ("facebook", "MalaysiaAktif"),
    "https://ms-my.facebook.com/malaysiaaktif": ("facebook", "malaysiaaktif"),
    "https://fb.com/malaysiaaktif": ("facebook", "malaysiaaktif"),
    "https://www.facebook.com/malaysiaaktif/about": ("facebook", "malaysiaaktif"),
    "https://www.youtube.com/@Example": ("youtube", "Example"),
    "https://m.youtube.com/@ex%C3%A4mple": ("youtube", "exämple"),
    "https://www.instagram.com/example.gov/": ("instagram", "example.gov"),
    "https://www.tiktok.com/@example.gov": ("tiktok", "example.gov"),
    "https://www.linkedin.com/company/example-gov/about/": ("linkedin", "company/example-gov"),
    "https://t.me/example_gov": ("telegram", "example_gov"),
    "https://t.me/s/example_gov": ("telegram", "example_gov"),
    "https://bsky.app/profile/example.gov": ("bluesky", "example.gov"),
}


@pytest.mark.parametrize("text", HANDLES)
def test_an_address_names_a_handle(text: str) -> None:
    named = [(one.platform, one.handle) for one in platforms().read(text)]
    assert named == [HANDLES[text]]


def test_a_host_of_no_platform_is_taken_for_one_of_any_host_only_as_a_guess() -> None:
    address = "https://social.example.gov/@press"
    with pytest.raises(AddressError):
        platforms().read(address)
    assert {(one.platform, one.handle) for one in platforms().read(address, guess=True)} == {
        ("mastodon", "press@social.example.gov"),
        ("portal", "social.example.gov/@press"),
    }


def test_a_host_of_a_platform_is_never_taken_for_another() -> None:
    assert [one.platform for one in platforms().read("https://x.com/KKM", guess=True)] == ["x"]


IDS = {
    "https://x.com/i/user/234128524": ("x", "234128524"),
    "https://x.com/intent/user?user_id=234128524": ("x", "234128524"),
    "https://www.facebook.com/profile.php?id=100089355874563": ("facebook", "100089355874563"),
    "https://m.facebook.com/profile.php?v=info&id=100089355874563": ("facebook", "100089355874563"),
    "https://www.facebook.com/people/Example/100089208900263/": ("facebook", "100089208900263"),
    "https://www.youtube.com/channel/UCexampleexampleexample0": ("youtube", "UCexampleexampleexample0"),
    "https://www.youtube.com/channel/UCEXAMPLEEXAMPLEEXAMPLE0": ("youtube", "UCEXAMPLEEXAMPLEEXAMPLE0"),
    "https://whatsapp.com/channel/0029VaExampleExample00x": ("whatsapp-channel", "0029VaExampleExample00x"),
}


@pytest.mark.parametrize("text", IDS)
def test_an_address_names_an_id_and_keeps_its_capitals(text: str) -> None:
    named = read(text)
    name, number = IDS[text]
    assert (named.platform, number in (named.platform_id, named.handle)) == (name, True)


# None of these is a page of KKM on X.
NOT_KKM = [
    "https://eviltwitter.com/KKM",
    "https://evil-x.com/KKM",
    "https://x.com.evil.com/KKM",
    "https://x.co/KKM",
    "https://xx.com/KKM",
    "https://a.x.com/KKM",
    "https://www.mobile.x.com/KKM",
    "https://x.com@evil.com/KKM",
    "https://x.com:443/KKM",
    "https://x.com:80@evil.com/KKM",
    "https://evil.com/https://x.com/KKM",
    "https://evil.com/?u=https://x.com/KKM",
    "https://evil.com/#!/KKM",
    "https://x.com/evil#!/KKM",
    "https://twitter.com/search?q=evil#!/KKM",
    "https://x.com/#!/evil/KKM",
    "https://x.com/#!/hashtag/KKM",
    "https://www.facebook.com/#!/KKM",
    "https://www.facebook.com/evil/posts/1#!/KKM",
    "https://x.com/intent/user?screen_name=evil&screen_name=KKM",
    "https://x.com/intent/user?screen_name=KKM&user_id=1",
    "https://x.com/intent/user?user_id=1&Screen_Name=evil&screen_name=KKM",
    "https://evil.com\\@x.com/KKM",
    "https://x.com/KKM%2fstatus",
    "https://x.com/%2fKKM",
    "https://x.com/KKM/status/1",
    "https://x.com/KKM/with_replies",
    "https://x.com/i/KKM",
    "https://x.com/",
    "https://x.com/home",
    "https://x.com/HOME",
    "https://x.com/hashtag/KKM",
    "https://x.com/share?screen_name=KKM",
    "https://x.com/../KKM",
    "https://х.com/KKM",
    "https://x.com/KKM\u202e",
    "https://\u202ex.com/KKM",
    "https://x。com/KKM",
    "javascript://x.com/KKM",
]


@pytest.mark.parametrize("text", NOT_KKM)
def test_a_hostile_address_names_no_account_of_x(text: str) -> None:
    try:
        named = platforms().read(text, guess=True)
    except AddressError:
        return
    assert ("x", "KKM") not in {(one.platform, one.handle) for one in named}


@pytest.mark.parametrize("text", [text for text in NOT_KKM if "evil" not in text and "xx.com" not in text])
def test_an_address_that_is_no_account_is_refused(text: str) -> None:
    with pytest.raises(AddressError) as raised:
        read(text)
    assert str(raised.value)


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("x", "KKM", "kkm", True),
        ("x", "k_km", "kkm", False),
        ("facebook", "malaysia.aktif", "MalaysiaAktif", True),
        ("facebook", "malaysia-aktif", "malaysiaaktif", False),
        ("instagram", "example.gov", "examplegov", False),
        ("instagram", "Example.Gov", "example.gov", True),
        ("youtube", "Example", "EXAMPLE", True),
        ("youtube", "straße", "STRASSE", True),
    ],
)
def test_handles_are_compared_as_the_platform_compares_them(name: str, one: str, other: str, *, same: bool) -> None:
    assert (platform(name).key(one) == platform(name).key(other)) is same


def test_an_id_is_compared_as_it_is() -> None:
    youtube = platform("youtube")
    assert youtube.keys(None, "UCexampleexampleexample0") != youtube.keys(None, "UCExampleexampleexample0")


def test_the_keys_of_an_account() -> None:
    youtube = platform("youtube")
    by_handle, by_id = ("youtube", "handle", "example"), ("youtube", "id", "UCa")
    assert youtube.keys("Example", "UCa") == [by_handle, by_id]
    assert youtube.keys("Example", None) == [by_handle]
    assert youtube.keys("", "UCa") == youtube.keys(None, "UCa") == [by_id]
    assert youtube.keys(None, None) == youtube.keys("", "") == []


@pytest.mark.parametrize(
    ("name", "handle", "platform_id", "wanted"),
    [
        ("youtube", "Example", None, ("Example", None)),
        ("youtube", "Example", "UCa", ("Example", "UCa")),
        ("youtube", "UCexampleexampleexample0", None, (None, "UCexampleexampleexample0")),
        ("youtube", "UCexampleexampleexample0", "UCa", ("UCexampleexampleexample0", "UCa")),
        ("facebook", "100089355874563", None, (None, "100089355874563")),
        ("x", "1984", None, ("1984", None)),
        ("x", "", "", (None, None)),
        ("portal", "100089355874563", None, ("100089355874563", None)),
    ],
)
def test_an_account_by_handle_and_id(
    name: str, handle: str, platform_id: str | None, wanted: tuple[str | None, str | None]
) -> None:
    named = platform(name).account_name(handle, platform_id)
    assert (named.platform, named.handle, named.platform_id) == (name, *wanted)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("x", "x"),
        ("Twitter", "x"),
        ("X (formerly Twitter)", "x"),
        ("X/Twitter", "x"),
        ("X or Twitter", "x"),
        ("now X, formerly Twitter", "x"),
        ("https://www.x.com/", "x"),
        ("www.twitter.com", "x"),
        (" YouTube ", "youtube"),
        ("Facebook, Instagram", None),
        ("Facebook|Nothing", None),
        ("", None),
        ("nothing", None),
    ],
)
def test_the_words_by_which_people_name_a_platform(words: str, name: str | None) -> None:
    called = platforms().by_alias(words)
    assert (called and called.name) == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://nowhere.example/a", "no platform of the register is at nowhere.example"),
        (
            "https://x.com/KKM/status/1",
            "it is not an account on X; it may be a post, a search or another page",
        ),
    ],
)
def test_why_an_address_names_no_account(text: str, reason: str) -> None:
    with pytest.raises(AddressError, match=f"^{re.escape(reason)}"):
        platforms().read(text)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x.co/a", "; did you mean `x.com`? "),
        ("friendster.com/a", "; "),
        ("nowhere.example", "; "),
        ("x.com/a", ""),
        ("a b", ""),
    ],
)
def test_the_nearest_host_is_suggested(text: str, start: str) -> None:
    assert platforms().suggest(text) == (
        start and f"{start}`smregister list platform` lists the platforms; `smregister docs your-own-kind` adds one"
    )


def test_why_an_address_is_not_on_a_platform() -> None:
    with pytest.raises(AddressError, match=r"^instagram\.com is not a host of X"):
        platform("x").read_text("https://instagram.com/KKM")


def test_an_invalid_record_is_no_platform_and_invalid_rules_are_an_error() -> None:
    invalid_record = Record("platform", "a", "a.yaml", {"name": "A"}, valid=False)
    unusable = Record("platform", "b", "b.yaml", {"canonical": "https://b.example/{a}{b}"})
    found = Platforms([invalid_record, unusable])
    assert [*found] == []
    assert found.error_of("b") == "`https://b.example/{a}{b}` has more than one placeholder"


FORUM = Record(
    "platform",
    "forum",
    "forum.yaml",
    {
        "name": "Forum",
        "hosts": ["forum.example"],
        "former_hosts": ["old.example"],
        "subdomains": ["www", "??"],
        "canonical": "https://forum.example",
        "handle": {
            "pattern": "^[A-Za-z-]+$",
            "description": "Letters.",
            "case": "kept",
            "ignores": "-",
            "reserved": ["about"],
        },
        "retired": "2024-01-31",
        "addresses": [
            {"path": "/{handle}"},
            {"path": "/i/{platform_id}"},
            {"path": "/", "host": "{handle}.forum.example"},
        ],
        "not_accounts": [
            {"path": "/*-archive", "reason": "it is an archive"},
            {"path": "/Tag", "reason": "it is a tag"},
            {"path": "/", "reason": "it is the front page"},
        ],
    },
)


def test_a_platform_of_a_record() -> None:
    forum = Platform(FORUM)
    assert (forum.name, forum.title, forum.handle_description) == ("forum", "Forum", "Letters.")
    assert (forum.hosts, forum.any_host, forum.retired) == (("forum.example", "old.example"), False, date(2024, 1, 31))
    assert forum.key("A-b") == ("forum", "handle", "Ab")
    assert [forum.allows(handle) for handle in ("abc", "about", "About", "a1")] == [True, False, False, False]
    assert [forum.owns(host) for host in ("somebody.forum.example", "old.example", "de.old.example")] == [True] * 3
    assert [forum.owns(host) for host in ("forum.example.evil.example", "de.evil.example")] == [False] * 2
    assert forum.bare_host("de.forum.example") == "forum.example"
    assert forum.bare_host("www.evil.example") == "www.evil.example"
    assert forum.read_text("https://forum.example/i/77").platform_id == "77"
    assert forum.read_text("https://forum.example/somebody").handle == "somebody", "below the front page"
    assert forum.read_text("https://somebody.forum.example/").handle == "somebody"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("news-archive", "it is an archive"),
        ("tag", "it is a tag"),
        ("TAG/a", "it is a tag"),
        ("", "it is not an account"),
    ],
)
def test_paths_that_are_no_accounts(path: str, reason: str) -> None:
    with pytest.raises(AddressError, match=f"^{reason}"):
        Platform(FORUM).read_text(f"https://forum.example/{path}")


def test_an_address_is_as_long_as_addresses_may_be() -> None:
    room = MAX_LENGTH - len("https://forum.example/")
    assert len(Platform(FORUM).address("a" * room, None) or "") == MAX_LENGTH
    assert Platform(FORUM).address("a" * (room + 1), None) is None


def test_defaults_of_a_platform() -> None:
    bare = Platform(Record("platform", "bare", "bare.yaml", {"addresses": [{"path": "/{handle}"}]}))
    assert (bare.title, bare.hosts, bare.handle_description, bare.retired) == ("bare", (), "", None)
    assert bare.allows("anything at all")
    assert bare.key("aXB") == ("bare", "handle", "axb")
    assert bare.address("a", None) == "/a"
    kept = Platform(Record("platform", "kept", "kept.yaml", {"handle": {"case": "kept"}}))
    assert kept.key("aXb") == ("kept", "handle", "aXb")
    assert Platforms([]).get(None) is None


def test_a_platform_on_any_host_knows_its_subdomains() -> None:
    form: Value = {"path": "/@{name}", "handle": "{name}@{host}"}
    anywhere = Platform(
        Record("platform", "a", "a.yaml", {"any_host": True, "subdomains": ["www"], "addresses": [form]})
    )
    for host in ("ministry.example", "www.ministry.example"):
        assert anywhere.read_text(f"https://{host}/@news").handle == "news@ministry.example"
    assert anywhere.bare_host("www.ministry.example") == "ministry.example"
    assert anywhere.bare_host("www.example") == "www.example"
    assert anywhere.bare_host("de.ministry.example") == "de.ministry.example"


def test_a_part_that_stands_twice_in_a_form_does_not_count() -> None:
    assert read("https://www.facebook.com/pages/One/Another/100089208900263").platform_id == "100089208900263"


def test_the_same_handle_on_two_platforms_is_two_accounts() -> None:
    assert platform("x").key("kkm") != platform("instagram").key("kkm")


@pytest.mark.parametrize(
    ("name", "handle", "allowed"),
    [
        ("x", "KKM", True),
        ("x", "a" * 15, True),
        ("x", "a" * 16, False),
        ("x", "@KKM", False),
        ("x", "K-KM", False),
        ("x", "KKM\n", False),
        ("x", "", False),
        ("x", "ＫＫＭ", False),
        ("x", "٣", False),
        ("x", "home", False),
        ("x", "Home", False),
        ("facebook", "malaysia.aktif", True),
        ("facebook", "12345", False),
        ("facebook", "login", False),
        ("instagram", "example.gov", True),
        ("instagram", "example..gov", False),
        ("instagram", ".example", False),
        ("instagram", "example.", False),
        ("youtube", "exämple", True),
        ("mastodon", "press@social.example.gov", True),
        ("mastodon", "press", False),
        ("whatsapp-number", "+675 7000 0000", False),
    ],
)
def test_a_platform_allows_its_own_handles(name: str, handle: str, *, allowed: bool) -> None:
    assert platform(name).allows(handle) is allowed


@pytest.mark.parametrize(
    ("handle", "platform_id", "address"),
    [
        ("KKM", None, "https://x.com/KKM"),
        ("KKM", "1", "https://x.com/KKM"),
        (None, "1", "https://x.com/i/user/1"),
        (None, None, None),
        ("", "", None),
    ],
)
def test_the_address_follows_from_handle_or_id(
    handle: str | None, platform_id: str | None, address: str | None
) -> None:
    assert platform("x").address(handle, platform_id) == address


def test_characters_of_a_handle_are_escaped_in_its_address() -> None:
    address = platform("x").address("a/b?c#d e", None)
    assert address == "https://x.com/a%2Fb%3Fc%23d%20e"


EXAMPLES = [
    (name, number)
    for name in NAMES
    for number in range(len(RECORDS[name].items("examples")))
    if RECORDS[name].value("examples", number, "refused") is not True
]
REFUSED_EXAMPLES = [
    (name, number)
    for name in NAMES
    for number in range(len(RECORDS[name].items("examples")))
    if RECORDS[name].value("examples", number, "refused") is True
]


@pytest.mark.parametrize("name", NAMES)
def test_every_platform_has_accepted_and_refused_examples(name: str) -> None:
    assert name in {one for one, _ in EXAMPLES}
    assert name in {one for one, _ in REFUSED_EXAMPLES}


@pytest.mark.parametrize(("name", "number"), EXAMPLES)
def test_an_example_has_its_result(name: str, number: int) -> None:
    record, here = RECORDS[name], platform(name)
    named = here.read(parse_url(record.text("examples", number, "address") or ""))
    expected = {key: record.text("examples", number, key) for key in ("handle", "platform_id", "canonical")}
    found = {
        "handle": named.handle,
        "platform_id": named.platform_id,
        "canonical": here.address(named.handle, named.platform_id),
    }
    assert {key: found[key] for key, value in expected.items() if value} == {
        key: value for key, value in expected.items() if value
    }


@pytest.mark.parametrize(("name", "number"), EXAMPLES)
def test_the_canonical_address_of_an_example_is_its_own(name: str, number: int) -> None:
    here = platform(name)
    named = here.read(parse_url(RECORDS[name].text("examples", number, "address") or ""))
    address = here.address(named.handle, named.platform_id)
    assert address is not None
    again = here.read(parse_url(address))
    assert set(here.keys(again.handle, again.platform_id)) <= set(here.keys(named.handle, named.platform_id))
    assert here.address(again.handle, again.platform_id) == address


@pytest.mark.parametrize(("name", "number"), REFUSED_EXAMPLES)
def test_a_refused_example_names_no_account_of_its_platform(name: str, number: int) -> None:
    try:
        named = platforms().read(RECORDS[name].text("examples", number, "address") or "", guess=True)
    except AddressError:
        return
    assert name not in {one.platform for one in named}


KNOWN = [
    (name, RECORDS[name].text("examples", number, "handle"))
    for name, number in EXAMPLES
    if RECORDS[name].text("examples", number, "handle") and RECORDS[name].value("any_host") is not True
]


@given(some.sampled_from(KNOWN), some.text("abcdefXYZ019._-", max_size=6))
@example(("x", "KKM"), "")
@example(("youtube", "exämple"), "é·a")
def test_a_handle_that_is_allowed_comes_back_from_its_address(known: tuple[str, str], more: str) -> None:
    name, handle = known[0], known[1] + more
    here = platform(name)
    address = here.address(handle, None)
    if here.allows(handle) and address is not None:
        named = here.read(parse_url(address))
        assert named.handle is None or here.key(named.handle) == here.key(handle)
        assert name in {one.platform for one in platforms().read(address)}


@given(some.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", min_size=1, max_size=15))
def test_every_handle_of_x_survives_the_way_to_its_address_and_back(handle: str) -> None:
    here = platform("x")
    if here.allows(handle):
        assert read(here.address(handle, None) or "") == AccountName("x", handle, None)
    else:
        with pytest.raises(AddressError):
            read(f"https://x.com/{handle}")


@given(some.sampled_from(NAMES), some.text(max_size=30), some.text("/?#@:.%aA1{}", max_size=30))
def test_no_address_makes_a_platform_fail(name: str, handle: str, path: str) -> None:
    here = platform(name)
    host = here.hosts[0] if here.hosts else "example.org"
    for text in (f"https://{host}/{path}", here.address(handle or None, None) or ""):
        try:
            here.read(parse_url(text))
        except AddressError:
            continue
