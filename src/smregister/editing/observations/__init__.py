"""Observations of accounts from options, lists and tools, recorded."""
