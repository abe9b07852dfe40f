"""No person whom the keys of the unseen reports name stands in anything that is printed, shown or
written, unless asked for."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import workshop
from toolkit import cases, dataset, reports
from toolkit.cli import main
from toolkit.terms import use_lang
from workshop.desk import CodingSession, read_back, write_project, write_workbook
from workshop.desk.clicks import DeskClicks
from workshop.lessons import casework
from workshop.lessons.lesson_01_what_a_report_holds import tasks as lesson_01
from workshop.lessons.lesson_09_comparing_cases import tasks as lesson_09

UNSEEN = Path(__file__).parent / "data" / "unseen"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every third of the reports whose keys name persons: every page of each is made of them."""
    made = tmp_path_factory.mktemp("有人名的报告")
    for key in _with_people()[::3]:
        text = key.with_suffix(".txt").read_text(encoding="utf-8")
        (made / f"{key.stem}.txt").write_text(text, encoding="utf-8")
    return made


def _with_people() -> list[Path]:
    keys = sorted(UNSEEN.glob("*.json"))
    return [k for k in keys if json.loads(k.read_text(encoding="utf-8")).get("people")]


def test_no_name_of_any_report_is_left_in_its_masked_text() -> None:
    keys = _with_people()
    assert len(keys) > 150
    for key in keys:
        told = json.loads(key.read_text(encoding="utf-8"))["people"]
        names = {p if isinstance(p, str) else p["name"] for p in told}
        report = cases.read(key.with_suffix(".txt"))
        assert not named(names, cases.mask(report)), key.stem


@pytest.fixture(scope="module")
def people(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.glob("*.txt"):
        key = json.loads((UNSEEN / f"{path.stem}.json").read_text(encoding="utf-8"))
        found |= {p if isinstance(p, str) else p["name"] for p in key["people"]}
    assert len(found) > 25
    return found


@pytest.fixture(scope="module")
def read(folder: Path) -> dict[str, cases.Report]:
    return cases.from_folder(folder)[0]


def named(people: set[str], words: str) -> set[str]:
    # 桑梓 is a person in one report, 桑梓村 a village in another
    return {name for name in people if re.search(f"{name}(?!村)", words)}


def inside(path: Path) -> str:
    """Everything that a file holds, unpacked."""
    if path.suffix not in (".docx", ".xlsx", ".qdpx"):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as packed:
        # Word may cut a name in two runs
        return "".join(
            re.sub(r"<[^>]+>", "", packed.read(n).decode("utf-8", "replace"))
            for n in packed.namelist()
        )


def test_pages_and_files(
    folder: Path, people: set[str], read: dict[str, cases.Report], tmp_path: Path
) -> None:
    with use_lang("zh"):
        coded = cases.code(read)
        summary = cases.summarise(read, 900, coded=coded)
        made = reports.summary_report(read, summary, coded)
        files = [
            reports.write_casework(made, tmp_path / f"归纳{end}") for end in (".docx", ".html")
        ]
        files.append(cases.coding_sheet(read, tmp_path / "编码表.xlsx", suggestions=coded))
        files.append(cases.to_qdpx(read, coded, None, tmp_path / "编码.qdpx"))
        for case, report in read.items():
            study = cases.in_depth(report, case)
            files.append(reports.reading_page(report, tmp_path / f"{case}.html", coded))
            files.append(study.to_excel(tmp_path / f"{case}.xlsx"))
            page = reports.study_report(study, report)
            files.append(reports.write_casework(page, tmp_path / f"{case}_个案.html"))
        some = next(c for c, r in read.items() if named(people, r.text))
        files += workshop.case_pack(read, some, tmp_path / "教学包")
    for file in files:
        assert not named(people, inside(file)), file.name
    shown = reports.reading_page(read[some], tmp_path / "示名.html", show_people=True)
    assert named(people, inside(shown)) == named(people, read[some].text)


def test_what_the_commands_print(
    folder: Path, people: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = [str(p) for p in sorted(folder.glob("*.txt"))]
    for line in (["read", *told], ["summarise", str(folder)]):
        assert main(["--lang", "zh", *line]) == 0
        assert not named(people, capsys.readouterr().out)
    for path in folder.glob("*.txt"):
        if len(named(people, path.read_text(encoding="utf-8"))) > 1:
            assert main(["--lang", "zh", "summarise", str(folder), "--case", path.stem]) == 0
            assert not named(people, capsys.readouterr().out)
            break
    assert main(["--lang", "zh", "read", *told, "--show-people"]) == 0
    assert len(named(people, capsys.readouterr().out)) > 0.7 * len(people)


def test_what_a_summary_is_held_against(people: set[str], read: dict[str, cases.Report]) -> None:
    for case, report in read.items():
        for a, b in report.sentences.itertuples(index=False):
            if named(people, report.text[a:b]):
                n = report.sentence_number(a)
                said = f"三年内将新建厂房99座（{case}，第{n}句）。"
                found = cases.check_citations(said, read)
                assert not named(people, " ".join(found[["reason", "cited"]].to_numpy().ravel()))
                shown = cases.check_citations(said, read, show_people=True)
                assert named(people, shown["cited"].iloc[0])
                break


def test_the_desk_and_what_it_exports(
    people: set[str], read: dict[str, cases.Report], tmp_path: Path
) -> None:
    case, report = max(read.items(), key=lambda r: len(named(people, r[1].text)))

    def session(show: bool = False) -> CodingSession:
        made = CodingSession({case: report}, "甲", show_people=show)
        for a, b in report.sentences.itertuples(index=False):
            if named(people, report.text[a:b]):
                made.code(case, int(a), int(b), "LEADERS", memo="谁？")
        return made

    hidden, shown = session(), session(show=True)
    views: dict[bool, Any] = {s.show_people: DeskClicks(s).view() for s in (hidden, shown)}
    assert not named(people, json.dumps(views[False], ensure_ascii=False))
    assert named(people, json.dumps(views[True], ensure_ascii=False))
    for desk, there in ((hidden, False), (shown, True)):
        book = write_workbook(desk, tmp_path / f"{there}.xlsx")
        project = write_project(desk, tmp_path / f"{there}.qdpx")
        assert bool(named(people, inside(book))) is bool(named(people, inside(project))) is there
        # either is read back by either
        for other in (hidden, shown):
            fresh = CodingSession({case: report}, "乙", show_people=other.show_people)
            for file in (book, project):
                new, notes = read_back(fresh, file)
                assert notes == [] and len(fresh.frame) == len(desk.frame)
                assert new == (len(desk.frame) if file == book else 0)


def test_lessons_on_reports_of_one_s_own(
    folder: Path, people: set[str], read: dict[str, cases.Report]
) -> None:
    assert any(named(people, r.text) for r in read.values())
    taught = [casework.load(folder).texts, lesson_09.load(folder).texts]
    for texts in taught:
        assert set(texts) == set(read)
        for case, report in texts.items():
            assert not named(people, report.text) and len(report.text) == len(read[case].text)
    for path in folder.glob("*.txt"):
        marked = lesson_01.load(path).report
        assert not named(people, marked.text + marked.title)


def test_masking_keeps_offsets_and_is_done_once(read: dict[str, cases.Report]) -> None:
    for report in read.values():
        masked = cases.mask(report)
        assert len(masked) == len(report.text)
        assert cases.mask(cases.read(masked)) == masked


@pytest.mark.parametrize(
    "number",
    ["13812345678", "11010519900307123X", "0571-88213456", "联系电话：8821345 6"],
)
def test_telephone_and_identity_numbers(number: str) -> None:
    digits = number.removeprefix("联系电话：")
    report = cases.read(
        f"甲村小结\n负责人沈立，电话{number}，满意度由61.5%升到72%，2019年投入3000万元。"
    )
    masked = cases.mask(report)
    assert digits not in masked and len(masked) == len(report.text)
    assert "61.5%升到72%，2019年投入3000万元" in masked


def test_words_of_the_shipped_cases_are_no_names() -> None:
    """The fictitious cases name nobody: 班主任常常既当老师又当保姆 is no 常常既."""
    for case, report in cases.from_folder(dataset("cases") / "reports")[0].items():
        assert cases.mask(report) == report.text, case


def test_the_shipped_cases_name_nobody_and_nothing_is_loaded_to_look_for_them() -> None:
    _, reports = casework.told(None)
    masked = cases.shown_to_others(reports, show_people=False)
    assert {case: r.text for case, r in masked.items()} == {c: r.text for c, r in reports.items()}
    code = (
        "import sys, workshop; workshop.Lesson(9).data.marked(); "
        "workshop.Lesson(7).data.sentences('C20'); assert 'onnxruntime' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
