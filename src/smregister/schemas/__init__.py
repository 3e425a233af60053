"""Schema files to kinds, and documents judged by them; the one door to the JSON Schema validators."""

from smregister.schemas.judging import Judge
from smregister.schemas.loading import Kinds, has_schemas, load_kinds
from smregister.schemas.native import pattern_test

__all__ = ["Judge", "Kinds", "has_schemas", "load_kinds", "pattern_test"]
