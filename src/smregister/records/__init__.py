"""One record: YAML text, kind, JSON Schema, value, private fields."""
