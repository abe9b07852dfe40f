"""Cases from a file: every column but case and outcome is a condition; a bad cell is named."""

import unicodedata
import warnings

import openpyxl
import pandas as pd
import pytest

from toolkit import comparison
from toolkit.cli import main
from toolkit.terms import use_lang

ROWS = [
    ["甲村", 1, 1, 0.9, 1],
    ["乙村", 1, 0, 0.8, 1],
    ["丙村", 0, 1, 0.2, 0],
    ["丁村", 0, 0, 0, 0],
]


def written(tmp_path, rows, head="案例,领导,资金,参与,成效", sign=","):
    lines = [head.replace(",", sign), *(sign.join(map(str, r)) for r in rows)]
    (tmp_path / "甲.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return tmp_path / "甲.csv"


def with_cell(value):
    return [r if r[0] != "乙村" else [*r[:3], value, r[4]] for r in ROWS]


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("０.８", 0.8),
        ("80%", 0.8),
        ("８０％", 0.8),
        ("TRUE", 1),
        ("否", 0),
        (" 0.8 ", 0.8),
        ("8e-1", 0.8),
    ],
)
def test_cells_that_are_read(tmp_path, value, right):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = comparison.read_cases(written(tmp_path, with_cell(value)))
    assert data.loc["乙村", "参与"] == right and list(data) == ["领导", "资金", "参与", "成效"]


@pytest.mark.parametrize("value", ["n/a", "NA", "约0.8", "", " ", "O.8"])
def test_a_bad_cell_keeps_its_column_a_condition_and_is_named(tmp_path, value):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        data = comparison.read_cases(written(tmp_path, with_cell(value)))
    assert comparison.condition_columns(data) == ["领导", "资金", "参与", "成效"]
    if value.strip():
        assert "参与" in str(said[0].message) and "乙村" in str(said[0].message)
    with pytest.raises(comparison.ComparisonError, match=r"参与.*乙村"):
        comparison.truth_table(data, "成效", ["领导", "资金", "参与"])


def test_decimal_commas_between_semicolons(tmp_path):
    rows = [[str(v).replace(".", ",") for v in r] for r in ROWS]
    assert comparison.read_cases(written(tmp_path, rows, sign=";"))["参与"].tolist()[0] == 0.9


def test_text_columns_totals_and_cases_named_twice_are_said(tmp_path):
    rows = [[*r[:4], "备注甲", r[4]] for r in [*ROWS, ROWS[0], ["平均", 0.5, 0.5, 0.5, 0.5]]]
    with pytest.warns(comparison.ComparisonWarning) as said:
        data = comparison.read_cases(written(tmp_path, rows, "案例,领导,资金,参与,说明,成效"))
    words = "\n".join(str(w.message) for w in said)
    assert all(w in words for w in ("说明", "平均", "甲村")) and len(data) == 5
    assert "说明" not in comparison.condition_columns(data)


@pytest.mark.parametrize("dash", ["-", "dc"])
def test_a_dash_among_degrees_names_its_own_case(tmp_path, dash):
    data = comparison.read_cases(written(tmp_path, with_cell(dash)))
    with pytest.raises(comparison.ComparisonError, match=r"参与.*（案例 乙村）"):
        comparison.truth_table(data, "成效", ["领导", "资金", "参与"])


@pytest.mark.parametrize("name", ["均值：", "平均分", "全县平均得分", "Avg.", "总分", "Std.dev"])
def test_rows_that_are_worked_out_of_the_others_by_name(tmp_path, name):
    with pytest.warns(comparison.ComparisonWarning, match=name):
        data = comparison.read_cases(written(tmp_path, [*ROWS, [name, 0.5, 0.5, 0.48, 0.5]]))
    assert data.index.tolist() == ["甲村", "乙村", "丙村", "丁村"]


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (["", 0.5, 0.5, 0.48, 0.5], True),
        (["参照", 0.5, 0.5, 0.475, 0.5], True),
        (["参照", 2, 2, 1.9, 2], True),
        (["戊村", 0.5, 0.5, 0.6, 0.5], False),
        (["戊村", 1, 1, 0.9, 1], False),
    ],
)
def test_a_last_row_that_is_the_mean_or_sum_of_the_others_is_said(tmp_path, last, said):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = comparison.read_cases(written(tmp_path, [*ROWS, last]))
    assert any("平均或合计" in str(w.message) for w in caught) is said
    assert len(data) == 5


def test_row_names_of_r_trailing_commas_and_titles(tmp_path):
    data = comparison.read_cases(written(tmp_path, [[f'"{i}"', 1, 0] for i in (7, 9)], '"",A,Y'))
    assert data.index.tolist() == ["7", "9"] and list(data) == ["A", "Y"]
    data = comparison.read_cases(
        written(tmp_path, [[*r, "", ""] for r in ROWS], "案例,甲,乙,丙,丁,,")
    )
    assert list(data) == ["甲", "乙", "丙", "丁"]
    with pytest.raises(comparison.ComparisonError, match="第 6 列没有列名"):
        comparison.read_cases(written(tmp_path, [[*r, "多"] for r in ROWS], "案例,甲,乙,丙,丁"))


def test_a_workbook_with_percentages(tmp_path):
    made = openpyxl.Workbook()
    for row in (["案例", "领导", "成效"], ["甲村", 0.8, True], ["乙村", 0.35, False]):
        made.active.append(row)
    for cell in made.active["B"]:
        cell.number_format = "0%"
    made.save(tmp_path / "甲.xlsx")
    assert comparison.read_cases(tmp_path / "甲.xlsx").values.tolist() == [[0.8, 1], [0.35, 0]]


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0", b"%PDF", b"a,b\n", b'a,"b\n1,2\n', bytes(99)]
)
def test_no_traceback_on_any_file(tmp_path, data):
    (tmp_path / "甲.csv").write_bytes(data)
    try:
        comparison.read_cases(tmp_path / "甲.csv")
    except ValueError as error:
        assert len(str(error)) > 5


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit_the_terminal(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    names = [f"第{i}个镇的某某村党总支" for i in range(40)]
    data = {c: [(i >> k) & 1 for i in range(40)] for k, c in enumerate(["领导班子", "B", "C", "D"])}
    frame = pd.DataFrame(data, index=names)
    frame["成效"] = [
        int((a and b) or c) for a, b, c in zip(frame["领导班子"], frame["B"], frame["C"])
    ]
    text = comparison.as_text(comparison.study_parts(comparison.study(frame, "成效", list(data))))
    lines = text.split("\n")
    wide = [sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines]
    assert max(wide) <= width
    # nothing is cut: every case is still there, whole or over two lines
    joined = text.replace("\n", "").replace(" ", "")
    assert all(f"第{i}个镇" in joined for i in range(40)) and "..." not in text


def test_row_names_of_r_and_conditions_that_do_not_apply(tmp_path, capsys):
    rows = [[f'"{i}"', r] for i, r in enumerate(["1,1,1", "1,0,0", "0,dc,0", "0,-,0", "1,1,1"], 1)]
    path = written(tmp_path, rows, '"",A,B,Y')
    assert comparison.read_cases(path)["B"].tolist() == [1, 0, "-", "-", 1]
    assert main(["compare", str(path), "--outcome", "Y"]) == 0
    said = capsys.readouterr()
    assert "A*B" in said.out and said.err.count("案例撑不起") <= 1


def test_a_title_that_names_a_person_is_not_quoted(tmp_path):
    lines = ["2024年案例表（填表人：闻人静13800000101）,,,", "2024年案例表,,,", "案例,甲,乙,成效"]
    lines += [f"{i},1,0,1" for i in range(4)] + ["注：1表示有,,,"]
    path = tmp_path / "案例.csv"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.warns(UserWarning) as said, use_lang("zh"):
        comparison.read_cases(path)
    told = "".join(str(w.message) for w in said)
    assert "标题行未读" in told and "标题行“2024年案例表”未读" in told and "闻人" not in told
    assert "说明行不算案例，未读：“注：1表示有”" in told
