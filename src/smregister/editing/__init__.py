"""All ways to write records, as proposals that are validated first."""
