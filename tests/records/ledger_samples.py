"""Ledgers as offices keep them, written on the spot: every place, unit and person is invented."""

import struct
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


def old_book(path: Path, rows: list[list[str | float]], from_1904: bool = False) -> Path:
    """An ``.xls`` of one sheet called 台账, as Excel of 1997 wrote them."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def cell(i: int, j: int, value: str | float) -> bytes:
        at = struct.pack("<HHH", i, j, 0)
        if isinstance(value, str):
            return record(
                0x0204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            )
        return record(0x0203, at + struct.pack("<d", value))

    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600)
    start = record(0x0809, begin) + record(0x22, struct.pack("<H", from_1904))
    start += record(0x0E, struct.pack("<H", 1))
    name = struct.pack("<BB", 2, 1) + "台账".encode("utf-16-le")
    length = len(start) + 4 + 6 + len(name) + 4
    start += record(0x85, struct.pack("<IH", length, 0) + name) + record(0x0A, b"")
    cells = b"".join(cell(i, j, v) for i, row in enumerate(rows) for j, v in enumerate(row))
    stream = start + record(0x0809, begin.replace(b"\x05\0", b"\x10\0", 1)) + cells
    stream += record(0x0A, b"")
    stream += bytes(max(4096, -len(stream) % 512 + len(stream)) - len(stream))
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))

    none = 0xFFFFFFFE

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = title.encode("utf-16-le")
        head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
        return head + struct.pack("<iii36xIQ", -1, -1, child, first, size)

    folder = entry("Root Entry", 5, 1, none, 0) + entry("Workbook", 2, -1, 2, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    path.write_bytes(head + struct.pack("<128I", *table) + folder.ljust(512, b"\0") + stream)
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
