"""Strict parsing of web addresses: misleading ones are refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from smregister.register import urls
from smregister.register.urls import MAX_LENGTH, AddressError, ParsedUrl, parse_url

PLAIN = {
    "https://x.com/KKM": ("x.com", ["KKM"], []),
    "http://x.com/KKM": ("x.com", ["KKM"], []),
    "HTTPS://WWW.X.COM/KKM": ("www.x.com", ["KKM"], []),
    "x.com/KKM": ("x.com", ["KKM"], []),
    "x.com": ("x.com", [], []),
    " x.com/KKM ": ("x.com", ["KKM"], []),
    "https://x.com//KKM//": ("x.com", ["KKM"], []),
    "https://x.com/KKM?s=20&t=": ("x.com", ["KKM"], [("s", "20")]),
    "https://x.com?s=20": ("x.com", [], [("s", "20")]),
    "https://x.com/KKM#top": ("x.com", ["KKM"], []),
    "https://x.com#top": ("x.com", [], []),
    "twitter.com/#!/laFTC": ("twitter.com", ["#!", "laFTC"], []),
    "twitter.com/#!/laFTC?s=1": ("twitter.com", ["#!", "laFTC"], [("s", "1")]),
    "twitter.com#!laFTC#!/KKM": ("twitter.com", ["#!", "laFTC"], []),
    "https://x.com/#!": ("x.com", [], []),
    "https://x.com/KKM#%21/laFTC": ("x.com", ["KKM"], []),
    "https://x.com/KKM?s=20&&T=1": ("x.com", ["KKM"], [("s", "20"), ("T", "1")]),
    "https://www.facebook.com/profile.php?id=1": ("www.facebook.com", ["profile.php"], [("id", "1")]),
    "https://www.youtube.com/@k%C3%A9": ("www.youtube.com", ["@ké"], []),
    "https://www.youtube.com/@ké": ("www.youtube.com", ["@ké"], []),
    "https://evil.com/https://x.com/KKM": ("evil.com", ["https:", "x.com", "KKM"], []),
    "https://x.com/a@b": ("x.com", ["a@b"], []),
    "https://a-b.c-d.example/": ("a-b.c-d.example", [], []),
    "https://xn--mnich-kva.example/": ("xn--mnich-kva.example", [], []),
    "https://x.com/%41": ("x.com", ["A"], []),
    "https://x.com/...": ("x.com", ["..."], []),
}


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_address_is_taken_apart(text: str) -> None:
    host, segments, query = PLAIN[text]
    assert parse_url(text) == ParsedUrl(host, tuple(segments), tuple(query))


REFUSED = {
    "https://x.com@evil.com/KKM": "user name",
    "https://user:password@x.com/KKM": "user name",
    "x.com@evil.com": "user name",
    "https://@x.com/": "user name",
    "https://x.com:443/KKM": "no ports",
    "x.com:8080/KKM": "no ports",
    "https://x.com:/KKM": "no ports",
    "https://127.0.0.1/": "no numbers",
    "https://2130706433/": "is not a valid host name",
    "https://0x7f.1/": "no numbers",
    "https://[::1]/": "is not a valid host name",
    "https://localhost/": "is not a valid host name",
    "https://x/": "is not a valid host name",
    "https://x.com./KKM": "is not a valid host name",
    "https://.x.com/": "is not a valid host name",
    "https://x..com/": "is not a valid host name",
    "https://-x.com/": "is not a valid host name",
    "https://x-.com/": "is not a valid host name",
    "https://x_y.com/": "is not a valid host name",
    "https://хx.com/": "ASCII only",
    "https://x。com/": "ASCII only",
    "https://x.com%2eevil.example/": "is not a valid host name",
    "https://*.x.com/": "is not a valid host name",
    f"https://{'a' * 64}.example/": "is not a valid host name",
    f"https://{'a.' * 130}example/": "is not a valid host name",
    "https://": "is not a valid host name",
    "": "is not a valid host name",
    "/KKM": "is not a valid host name",
    "//x.com/KKM": "is not a valid host name",
    "https:///x.com/KKM": "is not a valid host name",
    "https:/x.com/KKM": "does not begin with http",
    "ftp://x.com/KKM": "does not begin with http",
    "javascript:alert(1)": "does not begin with http",
    "javascript://x.com/%41": "does not begin with http",
    "data:text/html,x.com": "does not begin with http",
    "mailto:desk@register.example": "does not begin with http",
    "view-source:https://x.com/KKM": "does not begin with http",
    "https://x.com\\@evil.com/": "backslash",
    "https:\\\\x.com\\KKM": "backslash",
    "https://x.com/a b": "space",
    "https://x.com/\tKKM": "hidden character",
    "https://x.com/KKM\n": "hidden character",
    "https://x.com/KKM\u202e": "hidden character",
    "https://x.\u200bcom/KKM": "hidden character",
    "https://x.com/a%2fb": "percent sign",
    "https://x.com/a%2Fb": "percent sign",
    "https://x.com/a%5cb": "percent sign",
    "https://x.com/a%00": "percent sign",
    "https://x.com/a%0d%0ab": "percent sign",
    "https://x.com/a%3fb=c": "percent sign",
    "https://x.com/a%23b": "percent sign",
    "https://x.com/%ff": "UTF-8",
    "https://x.com/a/../KKM": "`..`",
    "https://x.com/./KKM": "`..`",
    "https://x.com/%2e%2e/KKM": "`..`",
    "https://x.com/KKM%E2%80%AE": "hidden character",
    "https://x.com/KKM%09": "hidden character",
    "https://x.com/intent/user?screen_name=KKM%E2%80%AE": "hidden character",
    "https://x.com/intent/user?screen_name=%ff": "UTF-8",
    "https://x.com/KKM#!/laFTC": "before `#!`",
    "https://x.com/KKM/#!/KKM": "before `#!`",
    "https://x.com/?s=1#!/KKM": "before `#!`",
    "https://x.com/#!/a%23b": "percent sign",
    "https://x.com/#!/KKM?s=1&s=2": "more than once",
    "https://x.com/i?name=a&name=b": "more than once",
    "https://x.com/i?name&NAME=b": "more than once",
    "https://x.com/i?n=1;name=a&name=b": "more than once",
    "https://x.com/i?name=a&name[]=b": "more than once",
    "https://x.com/i?name=a&n%61me%5B0%5D=b": "more than once",
    "https://x.com/i?screen_name=a&screen.name=b": "more than once",
    "https://x.com/" + "a" * MAX_LENGTH: "characters",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_misleading_address_is_refused(text: str) -> None:
    with pytest.raises(AddressError) as raised:
        parse_url(text)
    assert REFUSED[text] in str(raised.value)


@pytest.mark.parametrize("length", [MAX_LENGTH, MAX_LENGTH + 1])
def test_an_address_has_2048_characters_at_most(length: int) -> None:
    text = "https://x.com/".ljust(length, "a")
    if length <= MAX_LENGTH:
        assert parse_url(text).host == "x.com"
    else:
        with pytest.raises(AddressError):
            parse_url(text)


@given(some.one_of(some.text(), some.text("htps:/.xcom@#!?%2f\\[]0 ", max_size=40)))
@example("http://[")
@example("https://x.com/?%ff=%ff")
@example("https://x.com/#!%ff")
def test_no_text_makes_it_fail(text: str) -> None:
    try:
        address = parse_url(text)
    except AddressError:
        return
    assert address.host == address.host.lower()
    assert address.host.isascii()
    assert all(segment and "/" not in segment for segment in address.segments)


@given(
    some.from_regex(r"https?://[a-z0-9.-]{1,30}(/[A-Za-z0-9._~@-]{0,9}){0,4}", fullmatch=True)
    | some.sampled_from(
        ["https://x.com/../a", "https://x.com/./a", "http://1.2.3.4/a", "https://x.com//a/", "https://x./a"]
    )
)
def test_a_plain_address_is_read_as_carefully_as_any(text: str) -> None:
    outcomes: list[object] = []
    for split in (urls.parse_url, urls._parse_strictly):
        try:
            outcomes.append(split(text))
        except AddressError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


NAMES = some.sampled_from(["id", "ID", "id[]", "i%64", "screen_name", "screen.name", "s"])
PAIRS = some.lists(some.tuples(NAMES, some.sampled_from(["", "=", "=1", "=evil"])).map("".join), max_size=3)


@given(some.sampled_from(["", "/", "/evil", "/a/b"]), PAIRS, some.sampled_from("&;"), some.sampled_from(["", "#!/KKM"]))
def test_an_address_that_is_read_names_one_page(path: str, pairs: list[str], separator: str, fragment: str) -> None:
    query = f"?{separator.join(pairs)}" if pairs else ""
    try:
        parsed = parse_url(f"https://x.com{path}{query}{fragment}")
    except AddressError:
        return
    names = [re.sub(r"[\[=].*", "", pair.replace("%64", "d")).replace(".", "_").casefold() for pair in pairs]
    assert len({*names}) == len(names)
    assert not fragment or (path.strip("/"), query, parsed.segments) == ("", "", ("#!", "KKM"))
