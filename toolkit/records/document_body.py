"""One walk through the body of a Word document: what Word shows, in its order.

The parser streams, so a document costs what its text costs. Tracked changes are read as accepted;
hidden and deleted text is left out; an alternative (``mc:AlternateContent``) is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from toolkit.records.document_styles import Styles, switched_on
from toolkit.records.guard import refuse
from toolkit.records.list_numbers import ListNumbers, symbol

#: a book of a thousand pages has some 600,000 elements, 40,000 paragraphs, two million characters
MOST_ELEMENTS = 1_500_000
MOST_PARAGRAPHS = 200_000
MOST_CHARACTERS = 10_000_000
MOST_DEPTH = 500
MOST_COLUMNS = 1_000
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
_WRITTEN = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:cr": "\n",
    "w:br": "\n",
    "w:noBreakHyphen": "-",
}
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
_ENCLOSED = re.compile(r"\\o\s*(?:\\a[clrd]\s*)?\((.*)\)\s*\Z", re.S)


@dataclass
class _Field:
    code: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    chosen: int = 0
    checked: bool | None = None
    shown: bool = False
    put: int = 0
    dropped: int = 0


@dataclass
class Cell:
    """A cell of a table: its lines, where it stands, and whether it continues the one above."""

    column: int
    lines: list[tuple[str, bool]] = field(default_factory=list)
    span: int = 1
    continues: bool = False


@dataclass
class Grid:
    """A table as it was met: rows of cells, and the rows that are not shown."""

    rows: list[list[Cell]] = field(default_factory=list)
    left_out: bool = False
    column: int = 0
    open_columns: set[int] = field(default_factory=set)
    restarted: set[int] = field(default_factory=set)


@dataclass
class _Story:
    """Where paragraphs go: the body, a cell or a text box."""

    lines: list[tuple[str, bool]] = field(default_factory=list)
    carried: str = ""
    carried_heading: bool = False
    silent: bool = False
    fields: list[_Field] = field(default_factory=list)


@dataclass
class _Run:
    owner: _Paragraph | None = None
    style: str = ""
    hidden: bool | None = None
    bold: bool = False
    inside: list[str] = field(default_factory=list)


@dataclass
class _Paragraph:
    style: str = ""
    number: str | None = None
    level: int | None = None
    outline: int | None = None
    joined: bool = False
    mark_hidden: bool = False
    runs: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[tuple[str, bool]] = field(default_factory=list)


class Body:
    """Reads one part; `lines` are its paragraphs with whether each looks like a heading, `tables`
    its grids, `unread` what was left out, by kind."""

    def __init__(self, path: Path, styles: Styles, numbers: ListNumbers):
        self.path, self.styles, self.numbers = path, styles, numbers
        self.unread: Counter[str] = Counter()
        self.tables: list[list[list[Cell]]] = []
        self._names: dict[str, str] = {}
        self._stack: list[str] = []
        self._skipped = 0
        self._elements = self._characters = self._met = 0
        self._taken: list[bool] = []
        self._stories = [_Story()]
        self._paragraphs: list[_Paragraph] = []
        self._runs: list[_Run] = []
        self._grids: list[Grid] = []
        self._cells: list[Cell] = []
        self._text: list[str] | None = None
        self._kept_space = False

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

    def _too_much(self) -> None:
        raise refuse(
            self.path,
            "内容过多或嵌套过深，不像一份文稿，已拒绝",
            "holds or nests more than any document does; refused",
        )

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

    # -- properties ------------------------------------------------------------------------------

    def _in_paragraph_properties(self) -> bool:
        return "w:pPr" in self._stack[-4:]

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
            self._run_property(tag, value)

    def _paragraph_property(self, tag: str, attributes: dict[str, str]) -> None:
        p, value = self._paragraphs[-1], attributes.get("val")
        if tag == "w:pStyle":
            p.style = value or ""
        elif tag == "w:numId":
            p.number = value or ""
        elif tag == "w:ilvl" and (value or "").isdecimal():
            p.level = int(value or 0)
        elif tag == "w:outlineLvl" and (value or "").isdecimal():
            p.outline = int(value or 0)
        elif tag == "w:framePr":
            # a large first letter stands in a frame of its own, before the rest of its word
            p.joined = p.joined or attributes.get("dropCap", "none") != "none"
        elif tag in ("w:vanish", "w:specVanish") and switched_on(value or "1"):
            p.mark_hidden = True
        elif tag in ("w:del", "w:moveFrom"):
            p.joined = True
            self.unread["tracked"] += 1

    def _run_property(self, tag: str, value: str | None) -> None:
        run = self._runs[-1]
        if tag == "w:rStyle":
            run.style = value or ""
        elif tag == "w:vanish":
            run.hidden = switched_on(value or "1")
        elif tag == "w:b":
            run.bold = switched_on(value or "1")

    def _row_property(self, tag: str, value: str | None) -> None:
        grid = self._grids[-1] if self._grids else None
        if grid is None:
            return
        if tag in ("w:del", "w:hidden") and switched_on(value or "1"):
            grid.left_out = True
            self.unread["tracked" if tag == "w:del" else "hidden"] += 1
        elif tag == "w:gridBefore" and (value or "").isdecimal():
            grid.column = min(int(value or 0), MOST_COLUMNS)

    def _cell_property(self, tag: str, value: str | None) -> None:
        if not self._cells or not self._grids:
            return
        cell, grid = self._cells[-1], self._grids[-1]
        if tag == "w:gridSpan" and (value or "").isdecimal():
            cell.span = max(1, int((value or "1")[:6]))
            if cell.column + cell.span > MOST_COLUMNS:
                self._too_much()
        elif tag == "w:vMerge":
            if value == "restart":
                grid.restarted.add(cell.column)
            elif cell.column in grid.open_columns:
                cell.continues = self._stories[-1].silent = True
                grid.restarted.add(cell.column)
            else:
                grid.restarted.add(cell.column)
        elif tag == "w:hMerge" and value != "restart":
            cell.span = 0
            self._stories[-1].silent = True
        elif tag == "w:cellDel":
            cell.span = -1
            self._stories[-1].silent = True

    # -- paragraphs and runs ---------------------------------------------------------------------

    def _open_paragraph(self, _: dict[str, str]) -> None:
        self._met += 1
        if self._met > MOST_PARAGRAPHS:
            self._too_much()
        self._paragraphs.append(_Paragraph())

    def _open_run(self, _: dict[str, str]) -> None:
        if self._runs:
            self._flush(self._runs[-1])  # what stands before ruby in the same run
        self._runs.append(_Run(self._paragraphs[-1] if self._paragraphs else None))

    def _close_run(self) -> None:
        self._flush(self._runs.pop())

    def _flush(self, run: _Run) -> None:
        if run.inside and run.owner is not None:
            run.owner.runs.append(("".join(run.inside), run.bold))
            run.inside = []

    def _is_hidden(self) -> bool:
        """Whether the current run is hidden, by itself or through its styles."""
        if not self._runs:
            return False
        run = self._runs[-1]
        if run.hidden is None:
            style = self._paragraphs[-1].style if self._paragraphs else ""
            run.hidden = self.styles.hidden(run.style) != self.styles.hidden(
                style or self.styles.default
            )
        return run.hidden

    def _put(self, text: str) -> None:
        """Text of the current run, unless it is hidden or a field's instruction."""
        if not text or not self._paragraphs:
            return
        fields = self._stories[-1].fields
        waiting = next((f for f in fields if not f.shown), None)
        if waiting is not None:
            waiting.dropped += len(text)
        elif self._is_hidden():
            self.unread["hidden"] += 1
        else:
            for f in fields:
                f.put += len(text)
            if self._runs:
                self._runs[-1].inside.append(text)
            else:
                self._paragraphs[-1].runs.append((text, False))

    def _open_text(self, attributes: dict[str, str]) -> None:
        self._text, self._kept_space = [], attributes.get("space") == "preserve"

    def _characters_met(self, data: str) -> None:
        if self._text is not None and not self._skipped:
            self._text.append(data)
            self._characters += len(data)
            if self._characters > MOST_CHARACTERS:
                self._too_much()

    def _taken_text(self) -> str:
        text, self._text = "".join(self._text or ()), None
        return text

    def _close_text(self) -> None:
        text = re.sub(r"[\t\r\n]", " ", self._taken_text())
        text = text if self._kept_space else text.strip(" ")
        if any("\ue000" <= c <= "\uf8ff" for c in text):
            text = "".join(symbol(ord(c)) or c if "\uf000" <= c <= "\uf0ff" else c for c in text)
            self.unread["private"] += sum("\ue000" <= c <= "\uf8ff" for c in text)
        self._put(text)

    def _written(self, attributes: dict[str, str]) -> None:
        tag = self._stack[-1]
        if "w:pPr" not in self._stack[-3:]:
            # a page that begins with its first paragraph is no empty line
            page = attributes.get("type") in ("page", "column")
            if not (page and self._paragraphs and not self._has_text()):
                self._put(_WRITTEN[tag])

    def _has_text(self) -> bool:
        return bool(self._paragraphs[-1].runs or (self._runs and self._runs[-1].inside))

    def _open_symbol(self, attributes: dict[str, str]) -> None:
        code = attributes.get("char", "")
        number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
        private = 0xF000 <= number <= 0xF0FF
        sign = symbol(number) if private else chr(number) if number >= 32 else ""
        if not sign:
            self.unread["private"] += 1
        self._put(sign or "□")

    def _close_paragraph(self) -> None:
        p, story = self._paragraphs.pop(), self._stories[-1]
        if story.silent:
            self.unread["merged"] += any(text.strip() for text, _ in p.runs)
            return
        text = "".join(text for text, _ in p.runs)
        if p.mark_hidden and not text:
            return
        if p.joined or p.mark_hidden:
            # a deleted mark hands its text to the next paragraph, which keeps its own number
            story.carried_heading = story.carried_heading or self._is_heading(p, text)
            story.carried += (self._label(p) if p.mark_hidden else "") + text
        else:
            heading = (story.carried_heading and bool(story.carried)) or self._is_heading(p, text)
            label = self._label(p)
            story.lines.append((label + _apart(label, story.carried + text), heading))
            story.carried, story.carried_heading = "", False
        story.lines += p.boxes

    def _label(self, p: _Paragraph) -> str:
        style = p.style or self.styles.default
        number, level = self.styles.numbering(style)
        if p.number is not None:
            number, level = p.number, p.level if p.level is not None else level
        elif p.level is not None:
            level = p.level
        if not number or number == "0":
            return ""
        if level is None:
            level = self.numbers.level_of_style(number, style)
        return self.numbers.label(number, level)

    def _is_heading(self, p: _Paragraph, text: str) -> bool:
        if not text.strip():
            return False
        if (p.outline if p.outline is not None else 9) < 9 or self.styles.is_heading(p.style):
            return True
        runs = [(t, bold) for t, bold in p.runs if t.strip()]
        lead = "".join(t for t, _ in runs[: next((i for i, r in enumerate(runs) if not r[1]), 99)])
        lead = lead.strip()
        all_bold = len(text) <= 40 and all(bold for _, bold in runs)
        return all_bold or (4 < len(lead) <= 40 and lead[-1] in "。：:")

    # -- fields ----------------------------------------------------------------------------------

    def _field_mark(self, attributes: dict[str, str]) -> None:
        fields, kind = self._stories[-1].fields, attributes.get("fldCharType")
        if kind == "begin":
            fields.append(_Field())
        elif fields and kind == "separate":
            fields[-1].shown = True
        elif fields and kind == "end":
            ended = fields.pop()
            if not ended.put:
                self._put(self._computed(ended))

    def _computed(self, ended: _Field) -> str:
        """What a field without a stored result shows: a choice, a box, a sign in a circle."""
        code = "".join(ended.code).strip()
        if ended.checked is not None:
            return "☑" if ended.checked else "☐"
        if ended.choices:
            return ended.choices[min(ended.chosen, len(ended.choices) - 1)]
        if not code.upper().startswith("EQ"):
            return ""
        found = _ENCLOSED.search(code)
        if not found:
            self.unread["formula field"] += 1
            return ""
        # \o(○,8) lays one sign over another; with \s\up the first is a reading above the second
        parts = re.split(r"[,，;；](?![^(]*\))", found[1])
        inner = parts[-1].strip()
        circled = parts[0].strip() in ("○", "〇", "◯") and inner.isdecimal()
        return chr(0x2460 + int(inner) - 1) if circled and 0 < int(inner) <= 20 else inner

    def _form_value(self, attributes: dict[str, str]) -> None:
        fields = self._stories[-1].fields
        if not fields:
            return
        tag, value = self._stack[-1], attributes.get("val", "")
        if tag == "w:listEntry":
            fields[-1].choices.append(value)
        elif tag in ("w:result", "w:default") and value.isdecimal() and "w:ddList" in self._stack:
            fields[-1].chosen = int(value)
        elif tag in ("w:checked", "w:default") and "w:checkBox" in self._stack:
            fields[-1].checked = switched_on(value or "1")

    def _close_instruction(self) -> None:
        text, fields = self._taken_text(), self._stories[-1].fields
        if fields:
            fields[-1].code.append(text)

    # -- text boxes, drawings, formulas ----------------------------------------------------------

    def _open_box(self, _: dict[str, str]) -> None:
        self._stories.append(_Story(silent=self._stories[-1].silent))

    def _close_box(self) -> None:
        story = self._stories.pop()
        self._close_story(story)
        if self._paragraphs:
            self._paragraphs[-1].boxes += _without_ends(story.lines)
        else:
            self._stories[-1].lines += story.lines

    def _close_story(self, story: _Story) -> None:
        if story.carried:
            story.lines.append((story.carried, story.carried_heading))
            story.carried = ""
        self.unread["open field"] += sum(f.dropped for f in story.fields if not f.shown)

    def _text_path(self, attributes: dict[str, str]) -> None:
        if attributes.get("string") and self._paragraphs:
            self._paragraphs[-1].boxes.append((attributes["string"], False))

    def _close_drawn_text(self) -> None:
        text = self._taken_text()
        if text.strip() and self._paragraphs and not self._is_hidden():
            self._paragraphs[-1].boxes.append((text, False))

    def _count_formula(self, _: dict[str, str]) -> None:
        self.unread["formula"] += 1

    def _close_numerator(self) -> None:
        self._put_in_formula("/")

    def _open_power(self, _: dict[str, str]) -> None:
        self._put_in_formula("^")

    def _put_in_formula(self, sign: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].runs.append((sign, False))

    # -- tables ----------------------------------------------------------------------------------

    def _open_table(self, _: dict[str, str]) -> None:
        self._grids.append(Grid())

    def _open_row(self, _: dict[str, str]) -> None:
        if self._grids:
            grid = self._grids[-1]
            grid.rows.append([])
            grid.column, grid.left_out, grid.restarted = 0, False, set()

    def _close_row(self) -> None:
        if self._grids:
            grid = self._grids[-1]
            if grid.left_out:
                grid.rows.pop()
            else:
                grid.open_columns = grid.restarted

    def _open_cell(self, _: dict[str, str]) -> None:
        if self._grids and self._grids[-1].rows:
            self._cells.append(Cell(self._grids[-1].column))
            self._stories.append(_Story(silent=self._stories[-1].silent))

    def _close_cell(self) -> None:
        if not (self._grids and self._grids[-1].rows and self._cells):
            return
        cell, story, grid = self._cells.pop(), self._stories.pop(), self._grids[-1]
        self._close_story(story)
        cell.lines = _without_ends(story.lines)
        row = grid.rows[-1]
        if cell.span == 0 and row:
            row[-1].span += 1
        elif cell.span > 0:
            row.append(cell)
        grid.column += 1 if cell.span == 0 else max(cell.span, 0)
        if grid.column > MOST_COLUMNS:
            self._too_much()

    def _close_table(self) -> None:
        if not self._grids:
            return
        grid = self._grids.pop()
        story = self._stories[-1]
        if story.silent:
            return
        if story.carried:
            self._close_story(story)
        for row in grid.rows:
            story.lines += _row_lines(row)
        if grid.rows:
            self.tables.append(grid.rows)


def _apart(label: str, text: str) -> str:
    # an automatic 1. before 5万元 must not be read as 1.5万元
    return " " + text if label[-1:] and label[-1] in "0123456789." and text[:1].isdigit() else text


def _without_ends(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Lines without the empty ones at both ends: every cell and box ends in a paragraph."""
    first = next((i for i, (t, _) in enumerate(lines) if t.strip()), len(lines))
    last = max((i for i, (t, _) in enumerate(lines) if t.strip()), default=-1)
    return lines[first : last + 1]


def _row_lines(row: list[Cell]) -> list[tuple[str, bool]]:
    """Short cells side by side, tabs between; cells that hold paragraphs one below the other."""
    shown = [c for c in row if not c.continues]
    if len(shown) == 1:
        return shown[0].lines
    if all(len(c.lines) <= 1 and all(_short(t) for t, _ in c.lines) for c in shown):
        if not any(c.lines for c in shown):
            return []
        return [("\t".join(c.lines[0][0] if c.lines else "" for c in shown).rstrip("\t"), False)]
    return [line for c in shown for line in c.lines]


def _short(text: str) -> bool:
    return len(text) <= 80 and "\n" not in text


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
