"""Detection of active and external content in Word files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smregister.letters import require_extra

_MAX_BYTES = 2 * 1024 * 1024
_ENCODINGS = ("UTF-8", "US-ASCII", "ASCII")
_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK"}
"""The fields that show only the content of the letter; others fetch something or show another date."""
_ACTING = ("altChunk", "subDoc", "mailMerge", "object", "control")
_LINKS = ("https:", "http:", "mailto:")
_PLAIN_TYPES = ("image/", "application/vnd.openxmlformats-officedocument.obfuscatedfont")


def find_errors(content: bytes) -> Iterator[str]:
    """Yield why an XML part is not allowed in a template.

    Elements are compared without namespaces: there is a second set of them (ISO/IEC 29500, strict).
    Raises FatalError if lxml is not installed.
    """
    if len(content) > _MAX_BYTES:
        yield "is too large"
    elif b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"\0" in content:
        yield "declares something (`<!`) that a Word file has no need of"
    else:
        yield from _find_element_errors(content)


def _find_element_errors(content: bytes) -> Iterator[str]:
    with require_extra("docxtpl"):
        from lxml import etree  # type: ignore[import-untyped]
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        yield "is damaged; save the file again in a word processor"
        return
    # Another encoding could hide a declaration from the check of bytes.
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() not in _ENCODINGS:
        yield "is not in UTF-8; save the file again in a word processor"
        return
    yield from _find_external_content(root)
    yield from _find_field_errors(root)
    present = [name for name in _ACTING if next(root.iter(f"{{*}}{name}"), None) is not None]
    yield from (f"has a `{name}`, which does more than show something" for name in present)
    if any(_is_hidden_part(entry) for entry in root.iter("{*}Override", "{*}Default")):
        yield "declares a picture or a font as text; save the file again in a word processor"


def _find_external_content(root: Any) -> Iterator[str]:
    for relation in root.iter("{*}Relationship"):
        is_web = relation.get("Target", "").casefold().startswith(_LINKS)
        is_link = is_web and relation.get("Type", "").endswith("/hyperlink")
        if relation.get("TargetMode", "").casefold() == "external" and not is_link:
            yield "fetches something from outside the file; embed pictures, and detach the document template"
    for address in root.xpath("//@*[local-name()='src' or local-name()='href']"):
        if "://" in address or "\\\\" in address:
            yield "fetches something from outside the file; embed pictures"


def _find_field_errors(root: Any) -> Iterator[str]:
    for words in _instructions(root):
        if not words or words[0].upper() not in _FIELDS:
            yield f"has a field `{words[0] if words else ''}`; only {', '.join(sorted(_FIELDS))} may be in a letter"


def _instructions(root: Any) -> Iterator[list[str]]:
    """Yield the words of each field; what follows a nested field counts as a field."""
    texts = [""]
    for element in root.iter("{*}fldChar", "{*}instrText", "{*}fldSimple"):
        if _value(element, "fldCharType") == "begin":
            texts.append("")
        texts[-1] += (element.text or "") if element.tag.endswith("}instrText") else ""
        if element.tag.endswith("}fldSimple"):
            yield _value(element, "instr").split()
    yield from (text.split() for text in (texts if texts[0] else texts[1:]))


def _is_hidden_part(entry: Any) -> bool:
    """Return whether an entry declares an unchecked part as XML."""
    if entry.tag.endswith("}Override"):
        return not entry.get("PartName", "").lower().endswith(".xml")
    is_text = entry.get("Extension", "").lower() in ("xml", "rels")
    return not is_text and not entry.get("ContentType", "").lower().startswith(_PLAIN_TYPES)


def _value(element: Any, name: str) -> str:
    """Return an attribute by its name without namespace."""
    values = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name)
    return str(next(values, ""))
