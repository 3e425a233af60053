"""An address as a QR code."""

from __future__ import annotations

from io import BytesIO

from smregister.letters import require_extra

_ERROR_CORRECTION = "m"
"""15 percent of a code may be damaged (ISO/IEC 18004): letters are stamped, folded and copied."""


def draw_svg(address: str) -> bytes:
    """Return a QR code as SVG; raise FatalError if segno is not installed."""
    return _draw(address, "svg", 4)


def draw_png(address: str) -> bytes:
    """Return a QR code as PNG; raise FatalError if segno is not installed."""
    return _draw(address, "png", 8)


def _draw(address: str, kind: str, scale: int) -> bytes:
    with require_extra("segno"):
        import segno
    file = BytesIO()
    segno.make(address, error=_ERROR_CORRECTION, micro=False).save(file, kind, scale=scale, border=2)
    return file.getvalue()
