"""Rules that are checked while a record is read."""

from __future__ import annotations

from inspect import cleandoc

from smregister.model import Rule, Severity

MOST_FINDINGS = 100
"""The largest number of findings that are reported in one file."""


def reader_rule(text: str) -> Rule:
    """Create a reader rule from text: its name, then its explanation."""
    name, explanation = text.split("\n", 1)
    return Rule(name, Severity.ERROR, cleandoc(explanation))


NOT_A_PLAIN_FILE = reader_rule("""not-a-plain-file
    A link, a submodule or anything else that is not a plain file lies in the register.

    A link can lead a reader out of the register, to a file without a review. It is never followed.
    Put a plain file in its place, or remove it.
""")
EXECUTABLE_FILE = reader_rule("""executable-file
    A file of the register is marked as a program.

    Records are data; a file that can be run has no business here. Take the mark away:
    `chmod -x FILE`, then commit.
""")
TOO_LARGE = reader_rule("""too-large
    A file is larger than 64 KiB.

    A record is one page that a person can review. Keep scans, exports and logs elsewhere and
    record their address or their SHA-256.
""")
NOT_UTF_8 = reader_rule("""not-utf-8
    A file is not written in UTF-8, or begins with a byte order mark.

    Other encodings read differently on different machines. Save the file as "UTF-8" (not
    "UTF-8 with BOM", not "Unicode").
""")
HIDDEN_CHARACTER = reader_rule("""hidden-character
    A file holds a character that can't be seen: a control character, a tab, a mark that turns the
    direction of text, or one of no width.

    Such characters make a text look other than it is, which is how reviewers are fooled. Delete it
    and type the text again; write spaces instead of tabs.
""")
NOT_YAML = reader_rule("""not-yaml
    A file can't be read as YAML.

    The message says where reading stopped; the mistake is there or on the line above. Often a text
    with `: ` or ` #` in it wants quotes, or a line is indented too far or too little.
""")
CONFLICT_MARKS = reader_rule("""conflict-marks
    A file holds the marks that git leaves where two changes collide.

    Both sides stand in it, one below the other, and git does not know which is right. Keep of both
    what is, remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`, then `git add` the file.
    `smregister merge-driver --install` lets git settle by itself what does not really collide.
""")
EMPTY_FILE = reader_rule("""empty-file
    A file holds no record.

    An empty record has no content, and may be a mistake. Fill it in
    (`smregister add` writes a complete one), or remove the file.
""")
SEVERAL_DOCUMENTS = reader_rule("""several-documents
    A file holds more than one YAML document.

    One file is one record, and its path is its name. Move what follows `---` into a file of its own.
""")
NOT_A_MAPPING = reader_rule("""not-a-mapping
    A record is not a list of `field: value` lines.

    Every record is a mapping at its root. Write `field: value`, one field a line.
""")
NESTED_TOO_DEEP = reader_rule("""nested-too-deep
    A record nests deeper than 32 levels.

    No kind of record needs this; it is a mistake or an attack on the reader. Write it flatter.
""")
ANCHOR = reader_rule("""anchor
    A record uses a YAML anchor (`&name`) or an alias (`*name`).

    A value that stands somewhere else can't be reviewed where it is used, and a few lines of
    aliases can grow to gigabytes. Write the value out; quote a text that begins with `&` or `*`.
""")
MERGE_KEY = reader_rule("""merge-key
    A record uses a YAML merge key (`<<`).

    Programs disagree on what it means, so two readers would see two records. Write the fields out.
""")
TAG = reader_rule("""tag
    A record uses a YAML tag (`!name`).

    With a tag, a program makes something other than plain data of a value. Remove it; quote a
    text that begins with `!`.
""")
DUPLICATE_KEY = reader_rule("""duplicate-key
    A field stands twice in the same place of a record.

    Readers would silently take one and drop the other. Keep the right one.
""")
NON_STRING_KEY = reader_rule("""non-string-key
    The name of a field is not a text.

    Field names are texts everywhere. Put it in quotes if it is meant: `"2018": …`.
""")
AMBIGUOUS_VALUE = reader_rule("""ambiguous-value
    A value without quotes means different things to different programs.

    To some, `no` is a language and to others "false"; `0123` is 123 or 83; `1.10` loses its last
    digit. Put it in quotes if it is a text; write plain digits for a whole number, `true` or
    `false` for yes and no.
""")
NUMBER_TOO_LONG = reader_rule("""number-too-long
    A number has more than 18 digits.

    Most programs would round it. An id that consists of digits is a text: put it in quotes.
""")
SCHEMA_ERROR = reader_rule("""schema-fault
    A schema in `schemas/` is not one this register can work by.

    It is no valid JSON Schema, or an `x-` keyword in it is unknown, incomplete or names a kind or
    field that does not exist. What a kind demands would silently not be checked, so nothing of that
    kind is accepted until the schema is fixed.
""")
MISSING_FIELD = reader_rule("""missing-field
    A record lacks a field that its kind demands.

    Without it the record can't serve its purpose. Add it; `smregister explain KIND` lists what a
    kind demands.
""")
UNKNOWN_FIELD = reader_rule("""unknown-field
    A record has a field that its kind does not know.

    A misspelt field would silently be ignored. Correct its name, or move what it says to `notes`.
""")
WRONG_TYPE = reader_rule("""wrong-type
    A value is of another type than its field holds: a number for a text, a text for a list.

    Write it as the message says. A list has one `- value` line for each of its values.
""")
VALUE_NOT_ALLOWED = reader_rule("""value-not-allowed
    A value is not one of those its field can have.

    Reports count by these values, so each has one spelling. Choose one from the message.
""")
INVALID_FORMAT = reader_rule("""invalid-format
    A value does not have the form its field demands: a date, an e-mail address, a web address, a code.

    The message says what form. Dates are written `2018-03-28`, web addresses begin with `https://`.
""")
OUT_OF_BOUNDS = reader_rule("""out-of-bounds
    A value is too long, too short, too large or too small, or a list has too many or too few values.

    The message says the bound.
""")
DUPLICATE_ITEM = reader_rule("""duplicate-item
    A list holds the same value twice.

    Nothing is gained by it and counts go wrong. Remove one.
""")
NO_MATCHING_SCHEMA = reader_rule("""no-matching-schema
    A record fits none of the alternatives that its kind allows.

    The message says what would make it fit.
""")

READER_RULES = tuple(rule for rule in [*globals().values()] if isinstance(rule, Rule))
"""All of them, in the order above."""
