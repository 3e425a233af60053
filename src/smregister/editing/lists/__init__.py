"""Rows of foreign lists, and the loop that proposes them."""
