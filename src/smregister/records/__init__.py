"""One record: its YAML text, its kind and JSON Schema, its value, its private fields."""
