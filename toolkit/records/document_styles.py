"""What a Word document's styles say of its paragraphs: headings, lists, hidden text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from toolkit.records.list_numbers import attribute, child, local

_OFF = ("0", "false", "off", "none")
_HEADINGS = ("heading", "标题")


def switched_on(value: str | None) -> bool:
    """Whether an on/off property is on (present without a value means on)."""
    return value is not None and value not in _OFF


@dataclass
class _Style:
    name: str = ""
    based_on: str = ""
    number: str | None = None
    level: int | None = None
    outline: int | None = None
    hidden: bool | None = None
    font: str = ""


class Styles:
    """Styles of one document by their ids."""

    def __init__(self, root: ET.Element | None):
        self._styles: dict[str, _Style] = {}
        self.default = ""
        for node in root if root is not None else ():
            if local(node) == "style":
                key = attribute(node, "styleId")
                self._styles[key] = _read(node)
                if attribute(node, "type") == "paragraph" and switched_on(
                    attribute(node, "default") or "0"
                ):
                    self.default = key

    def _chain(self, key: str) -> list[_Style]:
        found: list[_Style] = []
        while key in self._styles and len(found) < 20:
            found.append(self._styles[key])
            key = found[-1].based_on
        return found

    def hidden(self, key: str) -> bool:
        """Whether text in this style is hidden."""
        return next((bool(s.hidden) for s in self._chain(key) if s.hidden is not None), False)

    def font(self, *keys: str) -> str:
        """The font of Latin characters in the first of these styles that names one."""
        return next((s.font for key in keys for s in self._chain(key) if s.font), "")

    def is_heading(self, key: str) -> bool:
        """Whether the style is a heading by its name or its outline level."""
        chain = self._chain(key)
        named = bool(chain) and chain[0].name.lower().startswith(_HEADINGS)
        level = next((s.outline for s in chain if s.outline is not None), 9)
        return named or level < 9

    def numbering(self, key: str) -> tuple[str, int | None]:
        """Number id and level that a style gives its paragraphs; no level: the list says which."""
        chain = self._chain(key)
        number = next((s.number for s in chain if s.number is not None), "")
        return number or "", next((s.level for s in chain if s.level is not None), None)

    @property
    def numbers(self) -> dict[str, str]:
        """Style → its own number id."""
        return {k: s.number for k, s in self._styles.items() if s.number}


def _read(node: ET.Element) -> _Style:
    style = _Style()
    for part in node:
        kind = local(part)
        if kind == "name":
            style.name = attribute(part, "val")
        elif kind == "basedOn":
            style.based_on = attribute(part, "val")
        elif kind == "rPr":
            if (vanish := child(part, "vanish")) is not None:
                style.hidden = attribute(vanish, "val") not in _OFF
            if (fonts := child(part, "rFonts")) is not None:
                style.font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi")
        elif kind == "pPr":
            _read_paragraph(part, style)
    return style


def _read_paragraph(part: ET.Element, style: _Style) -> None:
    outline, numbers = child(part, "outlineLvl"), child(part, "numPr")
    if outline is not None and attribute(outline, "val").isdecimal():
        style.outline = int(attribute(outline, "val"))
    for e in numbers if numbers is not None else ():
        value = attribute(e, "val")
        if local(e) == "numId":
            style.number = value
        elif local(e) == "ilvl" and value.isdecimal():
            style.level = int(value)
