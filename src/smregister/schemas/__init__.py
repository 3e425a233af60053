"""Schema files to kinds, and documents judged by them; the one door to the JSON Schema validators."""

from smregister.schemas.judging import Judge, pattern_test
from smregister.schemas.loading import Kinds, load_kinds

__all__ = ["Judge", "Kinds", "load_kinds", "pattern_test"]
