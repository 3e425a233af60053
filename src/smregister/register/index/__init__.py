"""Index of a register: its keys, references and projected records."""
