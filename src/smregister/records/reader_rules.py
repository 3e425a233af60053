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
    A link, a submodule or another special file is in the register.

    A link can lead to a file outside the register without a review, so it is never followed. Put a plain file in
    its place, or remove it.
""")
UNREADABLE_FILE = reader_rule("""unreadable-file
    A file or folder of the register can't be read.

    What it holds was not checked. Change its permissions, such as with `chmod u+rX`, or remove it.
""")
EXECUTABLE_FILE = reader_rule("""executable-file
    A file of the register is executable.

    Records are data and need no permission to run. Remove it: `chmod -x FILE`, then commit.
""")
TOO_LARGE = reader_rule("""too-large
    A record is larger than 64 KiB, or a README.md in an agency's folder larger than 8 KiB.

    A person must be able to review a record, so it has one page at most. Keep scans, exports and logs elsewhere, and
    record their address or SHA-256.
""")
NOT_UTF_8 = reader_rule("""not-utf-8
    A file is not in UTF-8, or begins with a byte order mark.

    Other encodings look different on other computers. Save the file as "UTF-8" (not "UTF-8 with BOM", not "Unicode").
""")
HIDDEN_CHARACTER = reader_rule("""hidden-character
    A file has a hidden character: a control character, a tab, a change of text direction, or a character without width.

    Hidden characters can deceive a reviewer. Delete the character and type the text again; write spaces instead of
    tabs.
""")
NOT_YAML = reader_rule("""not-yaml
    A file is not valid YAML.

    The mistake is in the line of the message or in the line above. Common causes are wrong indentation, and a text
    with `: ` or ` #` that needs quotes.
""")
CONFLICT_MARKS = reader_rule("""conflict-marks
    A file has the conflict markers of git.

    Two changes of the same lines are both in the file. Keep what is right from both sides, delete the marker lines
    (`<<<<<<<`, `=======`, `>>>>>>>`), then `git add` the file. `smregister merge-driver --install` lets git merge
    records field by field.
""")
EMPTY_FILE = reader_rule("""empty-file
    A file has no record.

    An empty file may be a mistake. Write the record (`smregister add` writes a complete one), or remove the file.
""")
SEVERAL_DOCUMENTS = reader_rule("""several-documents
    A file has more than one YAML document.

    One file is one record, named by its path. Move the text after `---` into a file of its own.
""")
NOT_A_MAPPING = reader_rule("""not-a-mapping
    A record does not consist of `field: value` lines.

    Every record is a mapping. Write one `field: value` per line.
""")
NESTED_TOO_DEEP = reader_rule("""nested-too-deep
    A record has more than 32 levels.

    No kind of record needs so many; it is a mistake or an attack. Remove levels.
""")
ANCHOR = reader_rule("""anchor
    A record uses a YAML anchor (`&name`) or alias (`*name`).

    A reviewer can't see the value where it is used, and a few aliases can grow to gigabytes. Write the value itself;
    quote a text that begins with `&` or `*`.
""")
MERGE_KEY = reader_rule("""merge-key
    A record uses a YAML merge key (`<<`).

    Programs read it differently. Write the fields themselves.
""")
TAG = reader_rule("""tag
    A record uses a YAML tag (`!name`).

    A tag changes how programs read the value. Remove it; quote a text that begins with `!`.
""")
DUPLICATE_KEY = reader_rule("""duplicate-key
    A record has the same field twice.

    Programs would use one value and ignore the other. Keep the right one.
""")
NON_STRING_KEY = reader_rule("""non-string-key
    The name of a field is not a text.

    Names of fields are texts. Put the name in quotes if it is right: `"2018": …`.
""")
AMBIGUOUS_VALUE = reader_rule("""ambiguous-value
    A value without quotes means different things to different programs.

    For example, `no` can be a language or "false", `0123` can be 123 or 83, and `1.10` can lose its last digit. Put a
    text in quotes; write plain digits for a whole number, `true` or `false` for yes or no.
""")
NUMBER_TOO_LONG = reader_rule("""number-too-long
    A number has more than 18 digits.

    Most programs round it. An id of digits is a text: put it in quotes.
""")
SCHEMA_ERROR = reader_rule("""schema-fault
    A schema in `schemas/` is not valid.

    It is not a JSON Schema, or one of its `x-` keywords is unknown, incomplete or names a kind or field that does not
    exist. Records of this kind can't be checked, so all are rejected. Correct the schema.
""")
MISSING_FIELD = reader_rule("""missing-field
    A record has no value for a required field.

    The record can't be used without it. Add the field; `smregister explain KIND` lists the required fields.
""")
UNKNOWN_FIELD = reader_rule("""unknown-field
    A record has a field that its kind does not have.

    A misspelled field would be ignored. Correct its name, or move the text to `notes`.
""")
WRONG_TYPE = reader_rule("""wrong-type
    A value has the wrong type for its field, such as a number in place of a text.

    Write it as the message describes. A list has one `- value` line per value.
""")
VALUE_NOT_ALLOWED = reader_rule("""value-not-allowed
    A value is not one of the allowed values of its field.

    Reports count by these values, so each has one spelling. Choose one from the message.
""")
INVALID_FORMAT = reader_rule("""invalid-format
    A value has the wrong format, such as a date, an e-mail address, a web address or a code.

    The message shows the right format. Write dates as `2018-03-28`; web addresses begin with `https://`.
""")
OUT_OF_BOUNDS = reader_rule("""out-of-bounds
    A value is too long, too short, too large or too small, or a list has too many or too few values.

    The message shows the limit. Change the value.
""")
DUPLICATE_ITEM = reader_rule("""duplicate-item
    A list has the same value twice.

    Duplicates make counts wrong. Remove one.
""")
NO_MATCHING_SCHEMA = reader_rule("""no-matching-schema
    A value matches none of the alternatives in its schema.

    The message lists what would match. Change the value.
""")

READER_RULES = tuple(rule for rule in [*globals().values()] if isinstance(rule, Rule))
"""All of them, in the order above."""
