"""Characters without a glyph: accepted where a script needs them, hidden elsewhere."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smregister.text import escape_hidden, hidden_character, may_have_hidden

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]

SPELLED_WITH_JOINERS = {
    "Sinhala": "ශ්\u200dරී ලංකා",
    "Sinhala, touching letters": "න\u200d්ද",
    "Malayalam": "ന്\u200d",
    "Persian": "می\u200cخواهم",
    "Persian with a mark": "نامهٔ\u200cها",
    "Jawi": "بي\u200cچارا",
    "Bengali": "র\u200d\u09cdযাব",
    "Hindi": "क्\u200cष",
    "Mongolian": "ᠮᠣᠩᠭᠤᠯ\u180b \u1820\u180e\u1820",
    "family": "👨\u200d👩\u200d👧",
    "skin tone": "👩🏽\u200d⚕\ufe0f",
    "flag": "🏴\u200d☠\ufe0f 🏳\ufe0f\u200d🌈",
    "flag with tags": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "keycap": "1\ufe0f\u20e3",
    "variant of a Han letter": "葛\U000e0100城市",
}

HIDDEN = {
    "joiner in Latin": "a\u200db",
    "non-joiner in Latin": "a\u200cb",
    "virama after Latin": "a\u094d\u200d",
    "non-joiner after a letter that never joins": "ا\u200cا",
    "non-joiner at the end": "م\u200c",
    "two non-joiners": "م\u200c\u200cم",
    "joiner between Arabic letters": "م\u200dم",
    "two joiners": "ශ්\u200d\u200dර",
    "joiner alone": "\u200d",
    "emoji, then nothing": "👨\u200d",
    "nothing, then emoji": "\u200d👨",
    "emoji, then a letter": "👨\u200da",
    "letter with a selector": "a\ufe0f",
    "digit with a selector": "1\ufe0f",
    "Han letter with the selector of emoji": "葛\ufe0f",
    "half a flag": "🏴\U000e0067\U000e0062",
    "tags alone": "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "tags behind a flag": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f\U000e0061",
    "grapheme joiner": "a\u034fb",
    "Khmer vowel without a glyph": "ក\u17b4",
    "Mongolian selector in Latin": "a\u180b",
    "blank of Braille": "a\u2800b",
    "object replacement": "a\ufffcb",
    "private use": "a\ue000b",
}


@pytest.mark.parametrize("text", SPELLED_WITH_JOINERS.values(), ids=SPELLED_WITH_JOINERS)
def test_a_joiner_is_accepted_where_the_script_uses_it(text: str) -> None:
    assert (hidden_character().search(text), may_have_hidden(text), escape_hidden(text)) == (None, False, text)


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_a_character_without_a_glyph_is_hidden_elsewhere(text: str) -> None:
    assert hidden_character().search(text)
    assert may_have_hidden(text)
    assert escape_hidden(text) != text


def test_letters_digits_and_signs_are_not_hidden() -> None:
    """Except those without a glyph; a selector alone selects nothing."""
    seen = {one for one in EVERY_CHARACTER if unicodedata.category(one)[0] in "LNPSM" or one in " \u00a0\u3000"}
    hidden = sorted({one for one in seen if hidden_character().search(one) and "SELECTOR" not in unicodedata.name(one)})
    assert "".join(hidden) == "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159"


@given(some.text(some.sampled_from([*"a1\n", *"".join(SPELLED_WITH_JOINERS.values()), *"".join(HIDDEN.values())])))
def test_the_fast_answer_is_never_wrong(text: str) -> None:
    assert may_have_hidden(text) or not hidden_character().search(text)
