"""Fields and form elements of a Word document: stored results, choices, boxes, signs in circles."""

from __future__ import annotations

import re

from toolkit.records.document_parts import Field
from toolkit.records.document_runs import Runs
from toolkit.records.document_styles import switched_on

_ENCLOSED = re.compile(r"\\o\s*(?:\\a[clrd]\s*)?\((.*)\)\s*\Z", re.S)


class Fields(Runs):
    """Runs with fields among them: the instruction is not shown, its result is."""

    def _field_mark(self, attributes: dict[str, str]) -> None:
        fields, kind = self._stories[-1].fields, attributes.get("fldCharType")
        if kind == "begin":
            fields.append(Field())
        elif fields and kind == "separate":
            fields[-1].shown = True
        elif fields and kind == "end":
            ended = fields.pop()
            if not ended.put:
                self._put(self._computed(ended))

    def _computed(self, ended: Field) -> str:
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
