"""Settings of a new register and their placeholders."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class InitialSettings:
    """The fields of `register.yaml`; the defaults are placeholders."""

    name: str = "Register of official social media accounts"
    custodian: str = "The office that answers for this register"
    contact: str = "register@register.example"
    licence: str = "CC-BY-4.0"
    timezone: str = "UTC"


SETTING_NAMES = tuple(field.name for field in fields(InitialSettings))
