"""The words of JSON Schema that the schema of a kind may use."""

from __future__ import annotations

# The vocabulary of draft 2020-12 that a kind may use. `$id`, `$anchor` and the dynamic references
# are left out: a schema file stands alone.
VOCABULARY = frozenset(
    [
        "$schema",
        "$ref",
        "$defs",
        "$comment",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "propertyNames",
        "items",
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "enum",
        "const",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "uniqueItems",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "then",
        "else",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
    ]
)
FORMATS = frozenset(
    """
    date date-time time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference
    uuid uri-template json-pointer relative-json-pointer regex
    """.split()  # noqa: SIM905
)
# Where an `x-` keyword would have no effect, since such a place is no field of its own.
NO_FIELDS = frozenset(
    ["patternProperties", "prefixItems", "contains", "propertyNames", "not", "if", "then", "else", "dependentSchemas"]
)
