"""A deviant case beside the case of its truth-table row: both named, what they share, where they
differ, what that does not show; and the command that lays them so."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit import County, cases, comparison, reports
from toolkit.cli import main
from toolkit.terms import use_lang

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "cases"
CODES = ["LEADERS", "JOINT_ORG", "IDENTITY", "SERVE"]


@pytest.fixture(scope="module")
def compared():
    county = County.load(FOLDER)
    read = cases.from_county(county)
    coded = cases.county_coding(county)
    table = county["case_text"]
    known = dict(zip(table["case_id"].astype(str), table["outcome"].astype(str)))
    clear = {c: float(o == "improved") for c, o in known.items() if o != "not_stated"}
    matrix = cases.matrix(coded).reindex(list(clear), fill_value=False)[CODES]
    data = comparison.coded_conditions(matrix, pd.Series(clear), "Y")
    solution = comparison.minimise(comparison.truth_table(data, "Y", CODES, 0.8), "complex")
    return read, coded, known, solution


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_are_named_and_what_they_write_differs_where_the_page_says_so(compared, lang):
    read, coded, known, solution = compared
    found = comparison.row_partners(solution)
    pairs = found.dropna(subset=["other"])
    assert len(pairs)
    has = {c: set(coded.loc[coded["case"] == c, "code"]) for c in read}
    with use_lang(lang):
        names = cases.default_codebook().labels
        for r in pairs.itertuples(index=False):
            for case, other in ((r.case, r.other), (r.other, r.case)):
                made = reports.row_section(case, solution, read, coded, known)
                assert case in made.finding and other in made.finding and len(made.limits) >= 2
                side = next(t for t in made.tables if list(t.frame)[1:] == [case, other])
                told = side.frame.set_index(side.frame.columns[0])
                assert told.iloc[0].tolist() == [read[case].title, read[other].title]
                assert told.iloc[1, 0] != told.iloc[1, 1], "the outcome parts them"
                alone = made.tables[made.tables.index(side) + 1].frame
                for line in alone.itertuples(index=False):
                    code = next(c for c, name in names.items() if name == line.practice)
                    rest = other if line.case == case else case
                    assert code in has[line.case] and code not in has[rest]
                    row = read[line.case].sentences.iloc[line.sentence_no - 1]
                    text = read[line.case].text[row["start"] : row["end"]]
                    assert line.text == " ".join(text.split())
                assert len(alone) == len(has[case] ^ has[other])


def test_a_case_with_nobody_beside_it_is_told_why(compared):
    read, coded, known, solution = compared
    beside = set(comparison.row_partners(solution)[["case", "other"]].stack().dropna())
    for case in sorted(set(solution.table.memberships.cases) - beside):
        with use_lang("zh"):
            made = reports.row_section(str(case), solution, read, coded, known)
        assert not made.tables and case in made.finding and len(made.finding) > 20
    with pytest.raises(ValueError, match=r"C01.*C02"):
        reports.row_section("C01", solution, read, coded, known)


def test_the_command_takes_practices_or_a_table(compared, tmp_path, capsys):
    line = ["--lang", "zh", "summarise", str(FOLDER), "--case", "C03"]
    own = ["--coding", str(FOLDER / "coding.csv"), "--conditions", ",".join(CODES)]
    assert main([*line, *own, "--out", str(tmp_path / "个案.html")]) == 0
    said = capsys.readouterr().out
    page = (tmp_path / "个案.html").read_text(encoding="utf-8")
    for words in ("C03 与 C12", "有结果、却不在解里", "没写到不等于没做", "正文（每句编号）"):
        assert words in page and (words in said or words.startswith("正文"))
    data = compared[3].table.memberships
    frame = pd.DataFrame(data.x, index=pd.Index(data.cases, name="case"), columns=CODES)
    frame.assign(Y=data.y).to_csv(tmp_path / "比较.csv")
    table = ["--compared", str(tmp_path / "比较.csv")]
    assert main([*line, *table, "--outcome", "Y"]) == 0
    assert "C03 与 C12" in capsys.readouterr().out
    assert main([*line, *table]) == 2 and "--outcome" in capsys.readouterr().err
    assert main([*line, "--conditions", "办实事"]) == 2
    assert "SERVE 服务群众办实事" in capsys.readouterr().err


def test_a_case_alone_is_no_bare_caution(capsys):
    assert main(["--lang", "zh", "summarise", str(FOLDER), "--case", "C20"]) == 0
    said = capsys.readouterr().out
    for part in ("时间线", "行动者", "说法与证据", "--conditions", "一个案例能说明机制"):
        assert part in said
