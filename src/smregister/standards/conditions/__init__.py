"""Conditions of clauses: checked, compiled, evaluated."""
