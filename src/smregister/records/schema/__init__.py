"""Kinds of records from their JSON Schemas."""
