"""How large a document may be, and how much is told of what is wrong with it."""

MAXIMUM_BYTES = 64 * 1024
MAXIMUM_DEPTH = 32
MOST_FINDINGS = 100
"""A file with more faults than this is told the first of them; the rest show once these are mended."""
