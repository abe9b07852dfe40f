"""CSV as people save it: every record at its row, or an error that names the row."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.records.csv_reading import csv_rows

HEAD = "组织编号,组织名称,组织层级,领域,数据性质,备注"


def folder(tmp_path, *lines, head=HEAD, end="\n"):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "organisation.csv").write_bytes((end.join((head, *lines)) + end).encode())
    return tmp_path


def org(i, note="", key="B{}"):
    return f"{key.format(i)},第{i}村支部（虚构）,branch,rural,fictitious,{note}"


@pytest.mark.parametrize(
    ("note", "rows", "severity"),
    [
        ('"先进支部', [4], "warning"),  # never closed
        ('先进"支部', [], None),  # a quote within a cell is a character
        ('"先进"支部', [4], "warning"),  # closed too early
        ('"先进\n支部"', [], None),  # a cell of two lines
        ('"先进""支部"', [], None),
        ("先进,支部", [4], "warning"),  # a comma that shifts cells
        (",,", [], None),  # trailing commas
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quotes_and_commas_of_one_row(tmp_path, note, rows, severity, end):
    lines = [org(1), org(2), org(3, note.replace("\n", end)), org(4), org(5), org(6)]
    found = toolkit.check(folder(tmp_path, *lines, end=end))
    found = found[found["row"] > 1]  # a shifted cell stands in a column without a heading, too
    assert found["row"].tolist() == rows and set(found["severity"]) <= {severity}
    if severity != "error":
        assert len(toolkit.County.load(tmp_path)["organisation"]) == 6


def test_two_open_quotes_swallow_no_rows(tmp_path):
    lines = [org(1), org(2, '"先进支部'), org(3), org(4), org(5, '示范支部"'), org(6)]
    found = toolkit.check(folder(tmp_path, *lines))
    assert found["row"].tolist() == [3] and len(toolkit.County.load(tmp_path)["organisation"]) == 6


def test_identifiers_that_lost_their_end(tmp_path):
    lines = [org(1), org(2, key="5.13301E+17"), org(3, note="1.2e+10")]
    found = toolkit.check(folder(tmp_path, *lines))
    assert found[["row", "value"]].values.tolist() == [[3, "5.13301E+17"], [4, "1.2e+10"]]
    assert (found["severity"] == "error").all() and "末位" in found["reason"][0]


@pytest.mark.parametrize(
    ("key", "severity"),
    [
        ("5.1E+17", "error"),
        ("５.13301Ｅ＋17", "error"),
        ("513301123456789000.0", "error"),  # through a program that took it for a number
        ("513301123456789000", "warning"),  # a sheet keeps 15 digits
        ("513301123456789012", None),
        ("513301001000", None),
        ("12E3", None),
    ],
)
def test_identifiers_of_many_digits(tmp_path, key, severity):
    found = toolkit.check(folder(tmp_path, org(1), org(2, key=key)))
    assert found["severity"].tolist() == ([severity] if severity else [])
    assert found["row"].tolist() == ([3] if severity else [])


@pytest.mark.parametrize("kept", ['="0012"', '"=""0012"""'])
def test_text_that_a_program_kept_as_a_formula_is_text(tmp_path, kept):
    loaded = toolkit.County.load(folder(tmp_path, org(1), org(2, key=kept)))["organisation"]
    assert loaded["org_id"].tolist() == ["B1", "0012"]


def test_title_rows_unnamed_and_trailing_columns_and_blanks_far_below(tmp_path):
    blanks = ["," * 7] * 30_000
    lines = [HEAD + ",,", org(1, "甲") + ",乙,", "", org(2) + ",,", *blanks]
    found = toolkit.check(folder(tmp_path, *lines, head="青澜县组织一览（虚构）,,,,,,,"))
    assert found["severity"].tolist() == ["warning"] and "没有标题" in found["reason"][0]
    kept = toolkit.County.load(tmp_path)["organisation"]
    assert kept["org_id"].tolist() == ["B1", "B2"] and kept["column_7"][0] == "乙"


def test_damaged_bytes_name_their_row(tmp_path):
    folder(tmp_path, org(1), org(2, "先进"), org(3))
    path = tmp_path / "organisation.csv"
    path.write_bytes(path.read_bytes().replace("进".encode(), "进".encode()[:2]))
    found = toolkit.check(tmp_path)
    assert found[["row", "severity"]].values.tolist() == [[3, "error"]]


def test_thousands_of_own_columns(tmp_path):
    names = [f"指标{i}" for i in range(3_000)]
    lines = [org(i) + "," + ",".join(str(i + j) for j in range(3_000)) for i in (1, 2)]
    lines[1] = lines[1].replace(",7,", ",13900000000,", 1)
    found = toolkit.check(folder(tmp_path, *lines, head=HEAD + "," + ",".join(names)))
    assert found[["row", "column"]].values.tolist() == [[3, "指标5"]]  # a telephone


CELLS = st.text("甲乙1.,;\t\"'\n =@-", max_size=6).filter(lambda t: "\r" not in t)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1)
    ),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_csv_writer_wrote_is_read(rows, sign, end):
    rows = [[f"k{i}", *row] for i, row in enumerate(rows)]
    text = io.StringIO()
    csv.writer(text, delimiter=sign, lineterminator=end).writerows(rows)
    assert csv_rows(text.getvalue(), sign) == (rows, [])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 3))
def test_open_quotes_never_swallow_a_record(opened, place):
    lines = []
    for i, has in enumerate(opened):
        cells = [f"k{i}", "甲", "乙", "丙"]
        cells[place] = '"' * has + cells[place]
        lines.append(",".join(cells))
    rows, faults = csv_rows("\n".join(lines) + "\n", ",", 4)
    assert [r[0].strip('"') for r in rows] == [f"k{i}" for i in range(len(opened))]
    assert {row for row, _ in faults} <= {i + 1 for i, has in enumerate(opened) if has}
    assert bool(faults) == any(opened)
