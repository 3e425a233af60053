"""An address as a QR code."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from smregister.letters import require_extra

_ERROR_CORRECTION = "m"
"""15 percent of a code may be damaged (ISO/IEC 18004): letters are stamped, folded and copied."""


def draw_qr_code(address: str, kind: Literal["svg", "png"], *, scale: int) -> bytes:
    """Return a QR code as a picture; raise FatalError if segno is not installed."""
    with require_extra("segno"):
        import segno
    file = BytesIO()
    segno.make(address, error=_ERROR_CORRECTION, micro=False).save(file, kind, scale=scale, border=2)
    return file.getvalue()
