"""Bytes to documents, in two lanes: plainly sound texts quickly, everything else exactly."""

from smregister.documents.exact import MAXIMUM_BYTES, MAXIMUM_DEPTH, MOST_FINDINGS, parse, read_values
from smregister.documents.plain import read_plainly

__all__ = ["MAXIMUM_BYTES", "MAXIMUM_DEPTH", "MOST_FINDINGS", "parse", "read_plainly", "read_values"]
