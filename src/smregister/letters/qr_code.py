"""The one door to segno: an address as a QR code."""

from __future__ import annotations

from io import BytesIO

from smregister.letters.extras import demanded

_CORRECTION = "m"
"""How much of a code may be spoiled: 15 percent (ISO/IEC 18004), for letters that are stamped, folded and copied."""


def code_as_svg(address: str) -> bytes:
    """Draw a QR code as SVG.

    Raises FatalError if what it takes is not installed.
    """
    return _drawn(address, "svg", 4)


def code_as_png(address: str) -> bytes:
    """Draw a QR code as PNG.

    Raises FatalError if what it takes is not installed.
    """
    return _drawn(address, "png", 8)


def _drawn(address: str, kind: str, scale: int) -> bytes:
    with demanded("segno"):
        import segno
    drawn = BytesIO()
    segno.make(address, error=_CORRECTION, micro=False).save(drawn, kind, scale=scale, border=2)
    return drawn.getvalue()
