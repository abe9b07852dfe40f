"""Text boxes, drawings and formulas of a Word document."""

from __future__ import annotations

from toolkit.records.document_fields import Fields
from toolkit.records.document_parts import Story


class Drawings(Fields):
    """Text boxes stand after the paragraph they hang on; formulas are read as plain text."""

    def _open_box(self, _: dict[str, str]) -> None:
        self._stories.append(Story(silent=self._stories[-1].silent))

    def _close_box(self) -> None:
        story = self._stories.pop()
        self._close_story(story)
        if self._paragraphs:
            self._paragraphs[-1].boxes += without_ends(story.lines)
        else:
            self._stories[-1].lines += story.lines

    def _close_story(self, story: Story) -> None:
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


def without_ends(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Lines without the empty ones at both ends: every cell and box ends in a paragraph."""
    first = next((i for i, (t, _) in enumerate(lines) if t.strip()), len(lines))
    last = max((i for i, (t, _) in enumerate(lines) if t.strip()), default=-1)
    return lines[first : last + 1]
