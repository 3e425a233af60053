"""What a new register must be told, and what stands there until it is."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands in `register.yaml`; what is not said is a placeholder."""

    name: str = "Register of official social media accounts"
    custodian: str = "The office that answers for this register"
    contact: str = "register@register.example"
    licence: str = "CC-BY-4.0"
    timezone: str = "UTC"


FIELDS = tuple(field.name for field in fields(Answers))
