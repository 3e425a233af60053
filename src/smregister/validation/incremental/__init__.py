"""Incremental validation of changed partitions and the keys they reference."""
