"""What can be wrong with a file before any rule can judge what it says: all of it, in one list."""

from smregister.records.schema.schema_rules import SCHEMA_RULES
from smregister.records.yaml.yaml_rules import DOCUMENT_RULES

READING_RULES = (*DOCUMENT_RULES, *SCHEMA_RULES)
