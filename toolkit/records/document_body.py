"""One walk through the body of a Word document: what Word shows, in its order.

The parser streams, so a document costs what its text costs. Tracked changes are read as accepted;
hidden and deleted text is left out; an alternative (``mc:AlternateContent``) is read once.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from toolkit.records.document_parts import MOST_DEPTH, MOST_ELEMENTS
from toolkit.records.document_tables import Tables
from toolkit.records.file_problems import refuse

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_SPACES = {
    **dict.fromkeys(_WORD, "w"),
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
}
#: alternatives that are understood here; of any other the fallback is read
_KNOWN = frozenset(
    [
        "wps",
        "wpg",
        "wpc",
        "wpi",
        "w14",
        "w15",
        "w16se",
        "w16cid",
        "wp14",
        "v",
        "o",
        "a",
        "a14",
        "pic",
        "c",
        "cx1",
        "m",
        "w",
    ]
)
_LEFT_OUT = frozenset(
    (
        "w:rt",
        "w:sdtPr",
        "w:sdtEndPr",
        "w:tabs",
        "w:tblGrid",
        "w:tblPr",
        "w:tblPrEx",
        "w:sectPr",
        "w:customXmlPr",
        "w:smartTagPr",
        "w:delText",
        "w:delInstrText",
        "w:fldData",
        "w:pPrChange",
        "w:rPrChange",
        "w:tblPrChange",
        "w:trPrChange",
        "w:tcPrChange",
        "w:sectPrChange",
        "w:numberingChange",
        "w:tblGridChange",
        "w:tblPrExChange",
        "w:rubyPr",
        "w:background",
        "m:ctrlPr",
        "m:oMathParaPr",
    )
)
_COUNTED = {
    "pic:pic": "picture",
    "v:imagedata": "picture",
    "c:chart": "chart",
    "dgm:relIds": "diagram",
    "o:OLEObject": "object",
    "w:altChunk": "inserted",
    "w:subDoc": "inserted",
    "w:footnoteReference": "footnote",
    "w:endnoteReference": "endnote",
    "w:commentReference": "comment",
    "w:contentPart": "ink",
}


class Body(Tables):
    """Reads one part; `lines` are its paragraphs with whether each looks like a heading, `tables`
    its grids, `unread` what was left out, by kind."""

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """Paragraphs in order, each with whether its style or bold print makes it a heading."""
        return self._stories[0].lines

    def read(self, pieces: Iterable[bytes]) -> None:
        """Walk through a part given in pieces."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters_met
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.buffer_text = True
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
        self._close_story(self._stories[0])

    def _refuse_doctype(self, *_: object) -> None:
        raise refuse(self.path, "含实体声明，已拒绝", "declares entities and was refused")

    def _short(self, name: str) -> str:
        short = self._names.get(name)
        if short is None:
            space, _, plain = name.rpartition(" ")
            prefix = _SPACES.get(space)
            short = self._names[name] = f"{prefix}:{plain}" if prefix else f"?:{plain}"
            if len(self._names) > 5_000:
                self._too_much()
        return short

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._stack) + self._skipped > MOST_DEPTH:
            self._too_much()
        if self._skipped:
            self._skipped += 1
            return
        tag = self._short(name)
        if self._is_left_out(tag, attributes):
            self._skipped = 1
            return
        self._stack.append(tag)
        if tag in _COUNTED:
            self.unread[_COUNTED[tag]] += 1
        opened = _OPENED.get(tag)
        if opened:
            opened(self, {k.rpartition(" ")[2]: v for k, v in attributes.items()})

    def _is_left_out(self, tag: str, attributes: dict[str, str]) -> bool:
        above = self._stack[-1] if self._stack else ""
        if tag in _LEFT_OUT:
            return True
        if tag in ("w:del", "w:moveFrom"):
            # in properties it says that a mark or a row is deleted, elsewhere it holds what is gone
            if above in ("w:rPr", "w:trPr"):
                return False
            self.unread["tracked"] += 1
            return True
        if tag == "mc:AlternateContent":
            self._taken.append(False)
        elif tag in ("mc:Choice", "mc:Fallback"):
            if self._taken and self._taken[-1]:
                return True
            if tag == "mc:Choice" and not set(attributes.get("Requires", "").split()) <= _KNOWN:
                return True
            if self._taken:
                self._taken[-1] = True
        elif tag == "w:tc" and self._grids and self._grids[-1].left_out:
            return True
        elif tag == "w:txbxContent" and self._is_hidden():
            self.unread["hidden"] += 1
            return True
        return False

    def _end(self, _: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        tag = self._stack.pop()
        closed = _CLOSED.get(tag)
        if closed:
            closed(self)

    def _property(self, attributes: dict[str, str]) -> None:
        tag, value = self._stack[-1], attributes.get("val")
        above = self._stack[-2] if len(self._stack) > 1 else ""
        if above == "w:trPr":
            self._row_property(tag, value)
        elif above == "w:tcPr":
            self._cell_property(tag, value)
        elif self._in_paragraph_properties():
            if self._paragraphs:
                self._paragraph_property(tag, attributes)
        elif above == "w:rPr" and self._runs:
            self._run_property(tag, attributes)


_OPENED = {
    "w:p": Body._open_paragraph,
    "w:r": Body._open_run,
    "m:r": Body._open_run,
    "w:t": Body._open_text,
    "m:t": Body._open_text,
    "a:t": Body._open_text,
    "w:instrText": Body._open_text,
    "w:sym": Body._open_symbol,
    "w:fldChar": Body._field_mark,
    "w:txbxContent": Body._open_box,
    "v:textpath": Body._text_path,
    "m:oMath": Body._count_formula,
    "m:sup": Body._open_power,
    "w:tbl": Body._open_table,
    "w:tr": Body._open_row,
    "w:tc": Body._open_cell,
    **dict.fromkeys(("w:tab", "w:ptab", "w:cr", "w:br", "w:noBreakHyphen"), Body._written),
    **dict.fromkeys(
        ("w:listEntry", "w:result", "w:default", "w:checked"),
        Body._form_value,
    ),
    **dict.fromkeys(
        (
            "w:pStyle",
            "w:numId",
            "w:ilvl",
            "w:outlineLvl",
            "w:framePr",
            "w:vanish",
            "w:specVanish",
            "w:del",
            "w:moveFrom",
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:hidden",
            "w:gridBefore",
            "w:gridSpan",
            "w:vMerge",
            "w:hMerge",
            "w:cellDel",
        ),
        Body._property,
    ),
}
_CLOSED = {
    "w:p": Body._close_paragraph,
    "w:r": Body._close_run,
    "m:r": Body._close_run,
    "w:t": Body._close_text,
    "m:t": Body._close_text,
    "a:t": Body._close_drawn_text,
    "w:instrText": Body._close_instruction,
    "w:txbxContent": Body._close_box,
    "m:num": Body._close_numerator,
    "w:tbl": Body._close_table,
    "w:tr": Body._close_row,
    "w:tc": Body._close_cell,
    "mc:AlternateContent": lambda body: body._taken.pop(),
}
