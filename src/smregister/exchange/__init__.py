"""Lists that others keep, taken in by a map that says what their columns mean."""
