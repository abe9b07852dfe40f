"""Second files (codebooks, codings, outcomes …): columns by name, odd rows said with place."""

import warnings

import openpyxl
import pytest

from toolkit.records import FileProblem, ReadingWarning, as_numbers, read_columns

NAMES = {"code": (), "name": ("名称",)}


def read(tmp_path, data, names=NAMES):
    path = tmp_path / "编码 表.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        table = read_columns(path, names, list(names))
    assert all(w.category is ReadingWarning for w in said)
    return table, [str(w.message) for w in said]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("code,name\nA,甲\n\nB,乙\n,,\n", {2: ("A", "甲"), 4: ("B", "乙")}),
        ("编码表（2011）,\n\nname,code\n甲,A\n", {4: ("A", "甲")}),
        ("\ufeffcode;名称\r\nA;甲,乙\r\n", {2: ("A", "甲,乙")}),
        ("code\tname\nA\t甲\n".encode("utf-16"), {2: ("A", "甲")}),
        ("code,name\nA,公开承诺\n".encode("gbk"), {2: ("A", "公开承诺")}),
        ('code,name\nA,"甲\n乙"\n', {2: ("A", "甲\n乙")}),
    ],
)
def test_what_people_save_is_read_with_its_rows(tmp_path, data, rows):
    table, said = read(tmp_path, data)
    assert {i: (r.code, r["name"]) for i, r in table.iterrows()} == rows and not said


@pytest.mark.parametrize(
    ("data", "word", "rows"),
    [
        ('code,name\nA,"甲\nB,乙\n', "第 2 行有没配对的引号", 2),
        ("code,name\nA,甲,多\nB,乙\n", "第 2 行有内容不在任何列名下", 2),
        ("code,name\nA;甲\nB,乙\n", "第 2 行只有一格", 2),
        ("code,name\nA,甲\n".encode() + b"B,\xe4\xb9\n", "第 3 行有坏字节", 2),
    ],
)
def test_odd_rows_are_kept_and_said(tmp_path, data, word, rows):
    table, said = read(tmp_path, data)
    assert len(table) == rows and len(said) == 1 and word in said[0]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("a,b\n1,2\n", "缺少列：code、name（名称）；已有：a、b"),
        ("code,name,名称\nA,1,2\n", "出现两次：name"),
        ("code,name\n5.13301E+17,甲\n", "第 2 行 code 的.*丢了末尾"),
        (b"%PDF-1.4", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
        ("", "空"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, data, word):
    with pytest.raises(FileProblem, match=word):
        read(tmp_path, data)


def test_a_workbook_whatever_its_ending(tmp_path):
    book = openpyxl.Workbook()
    for row in (["标题"], ["名称", "code"], ["甲", 1], ["乙", 2.5]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("另一张")["A1"] = "x"
    book.active["XFD1048576"] = " "
    book.save(tmp_path / "a.xlsx")
    table, said = read(tmp_path, (tmp_path / "a.xlsx").read_bytes())
    assert table["code"].to_dict() == {3: "1", 4: "2.5"}
    assert "另一张" in said[0] and "隐藏" in said[1]


def test_numbers_name_their_rows(tmp_path):
    table, _ = read(tmp_path, "code,name\nA,１２\nB,35%\nC,\n")
    assert as_numbers(table, "name", "x").fillna(-1).tolist() == [12, 0.35, -1]
    table, _ = read(tmp_path, "code,name\nA,12\nB,约3\n")
    with pytest.raises(FileProblem, match="3: 约3"):
        as_numbers(table, "name", "x")
