"""Ledgers as offices keep them, written on the spot: every place, unit and person is invented."""

from pathlib import Path

import openpyxl
import xlsxwriter

#: persons and numbers that stand in the samples and must stand nowhere else
PERSONS = ("柏松年", "颜如竹", "闻人静", "钟离川", "苗谷雨")
PHONES = ("13800000101", "13800000102", "0571-8123456")


def book(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook; a row that begins with ``=`` names blocks to merge (``=A1:C1``), a sheet whose
    name ends in ``_hidden`` is hidden."""
    wb = openpyxl.Workbook()
    wb.remove(wb.active)
    for name, rows in sheets.items():
        ws = wb.create_sheet(name.removesuffix("_hidden"))
        merges = [str(row[0])[1:] for row in rows if row and str(row[0]).startswith("=")]
        for row in rows:
            if not (row and str(row[0]).startswith("=")):
                ws.append(row)
        for span in merges:
            ws.merge_cells(span)
        if name.endswith("_hidden"):
            ws.sheet_state = "hidden"
    wb.save(path)
    return path


def text(path: Path, rows: list[list[object]], sign: str = "\t", encoding: str = "gb18030") -> Path:
    """A text file of cells."""
    lines = [sign.join("" if v is None else str(v) for v in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def turnaround(folder: Path) -> Path:
    """Headings in two rows, a merged township, leaders, a total and a footer."""
    return book(
        folder / "整顿.xlsx",
        整顿=[
            ["青岭县2024年软弱涣散村党组织整顿台账"],
            ["序号", "乡镇", "村党组织", "包保力量", None, None, "整顿期限", "联系电话"],
            [None, None, None, "县级领导", "联系部门", "结对先进村", None, None],
            [
                1,
                "白石镇",
                "前川村党支部",
                PERSONS[0],
                "县水利局",
                "后川村",
                "2024年11月底",
                PHONES[0],
            ],
            [2, None, "石桥村党总支", PERSONS[1], "县林业局、县司法局", None, "2024.12", PHONES[1]],
            [3, "云门乡", "柳溪村党支部", PERSONS[2], None, "/", "2024-10-31", None],
            ["合计", None, "3个"],
            [f"填表人：{PERSONS[4]}　电话：{PHONES[2]}"],
            ["=A1:H1"],
            ["=D2:F2"],
            ["=A2:A3"],
            ["=B2:B3"],
            ["=C2:C3"],
            ["=B4:B5"],
        ],
    )


def forty_villages(path: Path) -> Path:
    """Forty villages, every fifth without a helper."""
    wb = xlsxwriter.Workbook(str(path))
    ws = wb.add_worksheet("台账")
    ws.write_row(0, 0, ["青岭县2024年挂钩帮扶村台账"])
    ws.write_row(1, 0, ["序号", "乡镇", "挂钩村", "挂钩单位", "联系人"])
    offices = ("财政", "水利", "林业", "教育", "司法", "民政", "审计", "统计")
    for i in range(40):
        village = "东西南北上下前后"[i % 8] + "溪坪岭湾塘"[i // 8] + "村"
        office = "" if i % 5 == 4 else f"县{offices[i % 8]}局"
        ws.write_row(i + 2, 0, [i + 1, f"白{'石山水云'[i % 4]}镇", village, office, PERSONS[i % 5]])
    wb.close()
    return path
