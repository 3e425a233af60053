"""Imports of lists by a map of their columns."""
