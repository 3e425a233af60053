"""Validation of a register, or of a change to it."""
