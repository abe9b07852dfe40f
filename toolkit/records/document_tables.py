"""Tables of a Word document: cells in order, merged ones once, rows as lines."""

from __future__ import annotations

from toolkit.records.document_drawings import Drawings, without_ends
from toolkit.records.document_parts import MOST_COLUMNS, Cell, Grid, Story
from toolkit.records.document_styles import switched_on


class Tables(Drawings):
    """Tables in place; a table within a table is closed before it."""

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
                cell.continues, self._stories[-1].silent = True, "merged"
                grid.restarted.add(cell.column)
            else:
                grid.restarted.add(cell.column)
        elif tag == "w:hMerge" and value != "restart":
            cell.span = 0
            self._stories[-1].silent = "merged"
        elif tag == "w:cellDel":
            cell.span = -1
            self._stories[-1].silent = "tracked"

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
            self._stories.append(Story(silent=self._stories[-1].silent))

    def _close_cell(self) -> None:
        if not (self._grids and self._grids[-1].rows and self._cells):
            return
        cell, story, grid = self._cells.pop(), self._stories.pop(), self._grids[-1]
        self._close_story(story)
        cell.lines = without_ends(story.lines)
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
        begin = len(story.lines)
        for row in grid.rows:
            story.lines += _row_lines(row)
        if grid.rows:
            self.tables.append(grid.rows)
            outer = story is self._stories[0]
            self.stands.append((begin, len(story.lines)) if outer else None)


def _row_lines(row: list[Cell]) -> list[tuple[str, bool]]:
    """Short cells side by side, tabs between; cells that hold paragraphs one below the other."""
    shown = [c for c in row if not c.continues]
    if len(shown) == 1:
        return shown[0].lines
    if all(
        len(c.lines) <= 1 and all(len(t) <= 80 and "\n" not in t for t, _ in c.lines) for c in shown
    ):
        if not any(c.lines for c in shown):
            return []
        return [("\t".join(c.lines[0][0] if c.lines else "" for c in shown).rstrip("\t"), False)]
    return [line for c in shown for line in c.lines]
