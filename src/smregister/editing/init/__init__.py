"""New registers, created in memory, validated and then written."""
