"""Paragraphs and runs of a Word document: text, breaks, symbols, automatic numbers, headings."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from toolkit.records.document_parts import (
    MOST_CHARACTERS,
    MOST_PARAGRAPHS,
    Cell,
    Grid,
    Paragraph,
    Run,
    Story,
)
from toolkit.records.document_styles import Styles, switched_on
from toolkit.records.file_problems import refuse
from toolkit.records.list_numbers import ListNumbers, symbol

_WRITTEN = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:cr": "\n",
    "w:br": "\n",
    "w:noBreakHyphen": "-",
}
#: fonts that print a sign in place of a letter
_SIGN_FONT = re.compile(r"(?:wingdings|webdings|symbol|zapf ?dingbats|marlett|mt extra)", re.I)


class Runs:
    """Paragraphs, each from its runs; what stands open is on the stacks."""

    def __init__(self, path: Path, styles: Styles, numbers: ListNumbers):
        self.path, self.styles, self.numbers = path, styles, numbers
        self.unread: Counter[str] = Counter()
        self.tables: list[list[list[Cell]]] = []
        #: first and last of the document's lines that each is; None for a table within a table
        self.stands: list[tuple[int, int] | None] = []
        self._names: dict[str, str] = {}
        self._stack: list[str] = []
        self._skipped = 0
        self._elements = self._characters = self._met = 0
        self._taken: list[bool] = []
        self._stories = [Story()]
        self._paragraphs: list[Paragraph] = []
        self._runs: list[Run] = []
        self._grids: list[Grid] = []
        self._cells: list[Cell] = []
        self._text: list[str] | None = None
        self._kept_space = False

    def _too_much(self) -> None:
        raise refuse(
            self.path,
            "内容过多或嵌套过深，不像一份文稿，已拒绝",
            "holds or nests more than any document does; refused",
        )

    def _in_paragraph_properties(self) -> bool:
        return "w:pPr" in self._stack[-4:]

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

    def _run_property(self, tag: str, attributes: dict[str, str]) -> None:
        run, value = self._runs[-1], attributes.get("val")
        if tag == "w:rStyle":
            run.style = value or ""
        elif tag == "w:vanish":
            run.hidden = switched_on(value or "1")
        elif tag == "w:b":
            run.bold = switched_on(value or "1")
        elif tag == "w:rFonts":
            run.font = attributes.get("ascii") or attributes.get("hAnsi") or run.font

    def _open_paragraph(self, _: dict[str, str]) -> None:
        self._met += 1
        if self._met > MOST_PARAGRAPHS:
            self._too_much()
        self._paragraphs.append(Paragraph())

    def _open_run(self, _: dict[str, str]) -> None:
        if self._runs:
            self._flush(self._runs[-1])  # what stands before ruby in the same run
        self._runs.append(Run(self._paragraphs[-1] if self._paragraphs else None))

    def _close_run(self) -> None:
        self._flush(self._runs.pop())

    def _flush(self, run: Run) -> None:
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
        font = self._sign_font()
        if font or any("\ue000" <= c <= "\uf8ff" for c in text):
            text = "".join(self._sign(ord(c), font) for c in text)
        self._put(text)

    def _sign_font(self) -> str:
        """The font of the current run where its letters are printed as signs (Wingdings ü is ✓)."""
        if not self._runs:
            return ""
        run = self._runs[-1]
        if run.font is None:
            style = self._paragraphs[-1].style if self._paragraphs else ""
            run.font = self.styles.font(run.style, style or self.styles.default)
        return run.font if _SIGN_FONT.match(run.font) else ""

    def _sign(self, code: int, font: str) -> str:
        """The character, or the sign printed in its place; □ and a note for an unknown one."""
        printed = 0xF020 <= code <= 0xF0FF or (bool(font) and 0x20 < code <= 0xFF)
        if not printed and not 0xE000 <= code <= 0xF8FF:
            return chr(code)
        # U+F000 and up without a font is Wingdings; of Symbol's signs the bullet alone is known
        of_symbol, other = font.lower() == "symbol", font.lower() not in ("", "wingdings", "symbol")
        lacks = not printed or other or (of_symbol and code & 0xFF != 0xB7)
        known = "" if lacks else symbol(code)
        self.unread["private"] += not known
        return known or ("□" if printed else chr(code))

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
        font = attributes.get("font", "")
        sign_font = font if _SIGN_FONT.match(font) else ""
        self._put(self._sign(number if number >= 32 else 0xF020, sign_font))

    def _close_paragraph(self) -> None:
        p, story = self._paragraphs.pop(), self._stories[-1]
        if story.silent:
            self.unread[story.silent] += any(text.strip() for text, _ in p.runs)
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

    def _label(self, p: Paragraph) -> str:
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

    def _is_heading(self, p: Paragraph, text: str) -> bool:
        if not text.strip():
            return False
        if (p.outline if p.outline is not None else 9) < 9 or self.styles.is_heading(p.style):
            return True
        runs = [(t, bold) for t, bold in p.runs if t.strip()]
        lead = "".join(t for t, _ in runs[: next((i for i, r in enumerate(runs) if not r[1]), 99)])
        lead = lead.strip()
        all_bold = len(text) <= 40 and all(bold for _, bold in runs)
        return all_bold or (4 < len(lead) <= 40 and lead[-1] in "。：:")


def _apart(label: str, text: str) -> str:
    # an automatic 1. before 5万元 must not be read as 1.5万元
    return " " + text if label[-1:] and label[-1] in "0123456789." and text[:1].isdigit() else text
