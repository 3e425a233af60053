"""What can be wrong with a file before any rule can judge what it says: all of it, in one list."""

from smregister.document_rules import DOCUMENT_RULES
from smregister.schema_rules import SCHEMA_RULES

READING_RULES = (*DOCUMENT_RULES, *SCHEMA_RULES)
