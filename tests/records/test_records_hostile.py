"""Hostile files: a clear error within seconds and bounded memory, never another exception, nothing
run, nothing lost."""

import os
import subprocess
import sys
import zipfile

import openpyxl
import pandas as pd
import pytest
from records_samples import organisation, pairing

import toolkit
from toolkit.records import Sheet, write_book
from toolkit.records.files import SavedElsewhere, writing

ARMED = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "'=1",
    "''+x",
    "'plain",
    "<script>alert(1)</script>",
    "a\r\nb",
    "_x0041_",
]


def refused(path):
    found = toolkit.check(path)
    assert (found["severity"] == "error").any()
    with pytest.raises(toolkit.RecordError) as error:
        toolkit.County.load(path)
    return " ".join(error.value.problems["reason"])


@pytest.fixture
def good(tmp_path):
    county = toolkit.County(
        {"organisation": organisation(len(ARMED), note=ARMED), "pairing": pairing(goal=ARMED[:2])}
    )
    return county.save(tmp_path / "good.xlsx")


def test_nothing_becomes_a_formula(tmp_path, good):
    for sheet in openpyxl.load_workbook(good):
        for row in sheet.iter_rows():
            assert all(c.data_type != "f" for c in row)
    county = toolkit.County.load(good)
    assert county["organisation"]["note"].tolist() == ARMED
    place = county.save(tmp_path / "csv")
    raw = (place / "organisation.csv").read_text(encoding="utf-8-sig")
    for cell in pd.read_csv(place / "organisation.csv", dtype=str, encoding="utf-8-sig")["note"]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "'=cmd" in raw and toolkit.County.load(place) == county


def test_encrypted_broken_old_and_other_files(tmp_path, good):
    (tmp_path / "secret.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    assert "密码" in refused(tmp_path / "secret.xlsx") or "password" in refused(
        tmp_path / "secret.xlsx"
    )
    data = good.read_bytes()
    for name, broken in {
        "half": data[: len(data) // 2],
        "noise": os.urandom(3000),
        "empty": b"",
        "flipped": data[:900] + bytes(200) + data[1100:],
    }.items():
        (tmp_path / f"{name}.xlsx").write_bytes(broken)
        assert refused(tmp_path / f"{name}.xlsx")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as z:
        z.writestr("../../evil.txt", "x")
    assert refused(tmp_path / "other.xlsx") and not (tmp_path.parent.parent / "evil.txt").exists()
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert (
        refused(tmp_path / "old.xls")
        and refused(tmp_path / "nowhere")
        and refused(tmp_path / "nowhere.xlsx")
    )


def rewritten(good, target, part, change):
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return target


def test_zip_bomb_and_sparse_giant(tmp_path, good):
    bomb = rewritten(
        good, tmp_path / "bomb.xlsx", "xl/sharedStrings.xml", lambda d: d + b" " * (300 << 20)
    )
    assert refused(bomb)
    last = b'<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>'
    giant = (
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        + last
        + b"</sheetData></worksheet>"
    )
    assert "1048576" in refused(
        rewritten(good, tmp_path / "giant.xlsx", "xl/worksheets/sheet1.xml", lambda d: giant)
    )


def test_external_entities(tmp_path, good):
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM '
        b'"file:///etc/passwd">]><worksheet>&e;</worksheet>'
    )
    assert refused(
        rewritten(good, tmp_path / "xxe.xlsx", "xl/worksheets/sheet1.xml", lambda d: evil)
    )


@pytest.mark.skipif(
    sys.platform == "win32", reason="making a symbolic link needs administrator rights on Windows"
)
def test_links_out_of_the_folder(folder, tmp_path):
    place = folder(organisation=organisation())
    outside = tmp_path / "outside.csv"
    outside.write_text("x", encoding="utf-8")
    (place / "pairing.csv").symlink_to(outside)
    assert "链接" in refused(place) or "links out" in refused(place)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\0" * 1000,
        b"",
        b"\n\n\n",
        b'"' + b"x" * 500,
        b"\xff\xfe\x00",
        os.urandom(4000),
        b"org_id\n" * 2,
    ],
)
def test_csv_that_is_none(tmp_path, data):
    (tmp_path / "organisation.csv").write_bytes(data)
    assert refused(tmp_path)


def test_parquet_that_is_none(tmp_path):
    (tmp_path / "organisation.parquet").write_bytes(b"PAR1 not really")
    assert refused(tmp_path)


def test_huge_cell_in_a_csv(folder):
    place = folder(organisation=organisation(note=["长" * 3_000_000, "b", "c", "d"]))
    county = toolkit.County.load(place)
    assert county["organisation"]["note"].str.len().iloc[0] == 3_000_000
    with pytest.raises(ValueError, match=r"CSV"):
        county.save(place.parent / "x.xlsx")
    assert not (place.parent / "x.xlsx").exists()


def test_target_open_elsewhere_gets_the_next_free_name(tmp_path, good, monkeypatch):
    county = toolkit.County.load(good)
    before = good.read_bytes()
    (tmp_path / "~$good.xlsx").write_bytes(b"owner")
    with pytest.warns(SavedElsewhere, match=r"good\(2\)\.xlsx"):
        assert county.save(good).name == "good(2).xlsx"
    (tmp_path / "~$good.xlsx").unlink()
    assert good.read_bytes() == before
    real = os.replace

    def locked(a, b):
        if os.fspath(b) == os.fspath(good):
            raise PermissionError(13, "in use")
        return real(a, b)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.warns(SavedElsewhere):
        assert county.save(good).name == "good(3).xlsx"
    assert toolkit.County.load(tmp_path / "good(3).xlsx") == county


def test_an_interrupted_save_leaves_nothing_half_written(tmp_path, good):
    before = good.read_bytes()
    with pytest.raises(KeyboardInterrupt), writing(good) as draft:
        draft.path.write_bytes(b"half")
        raise KeyboardInterrupt
    assert good.read_bytes() == before and not [
        p for p in tmp_path.iterdir() if p.name.startswith(".")
    ]


def test_a_killed_save_keeps_the_old_file(tmp_path, good):
    before = good.read_bytes()
    script = (
        "import sys, os\nfrom toolkit.records.files import writing\nwith writing(sys.argv[1]) as "
        "d:\n"
        " d.path.write_bytes(b'half'); print('ready', flush=True); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(good)], capture_output=True, text=True)
    assert "ready" in done.stdout and done.returncode == 9 and good.read_bytes() == before


def test_sheet_names_that_excel_forbids(tmp_path):
    frame = pd.DataFrame({"a": [1]})
    path = write_book(
        tmp_path / "a.xlsx",
        [
            Sheet("a/b:c*[d]?" + "长" * 40, frame),
            Sheet("A/B:C*[D]?" + "长" * 40, frame),
            Sheet("", frame),
        ],
    )
    names = openpyxl.load_workbook(path).sheetnames
    assert len({n.lower() for n in names}) == 3 and all(len(n) <= 31 for n in names)


def test_a_workbook_of_many_rows_is_read_in_seconds(tmp_path):
    n = 60_000
    frame = pd.DataFrame(
        {
            "org_id": [f"{i:018d}" for i in range(n)],
            "name": [f"第{i}支部（虚构）" for i in range(n)],
            "level": "branch",
            "sector": "rural",
            "data_nature": "fictitious",
        }
    )
    path = toolkit.County({"organisation": frame}).save(tmp_path / "large.xlsx")
    assert toolkit.County.load(path)["organisation"]["org_id"].iloc[-1] == f"{n - 1:018d}"


SPARSE = [
    b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    b'<row r = "2"><c s="1" r = "ZZ1048576"><v>1</v></c></row>',
    b'<row><c r="B99999999"><v>1</v></c></row>',
]


@pytest.mark.parametrize("row", SPARSE)
def test_a_sparse_giant_is_refused_however_it_is_spelled(tmp_path, good, row):
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        + row
        + b"</sheetData></worksheet>"
    )
    assert refused(
        rewritten(good, tmp_path / "giant.xlsx", "xl/worksheets/sheet1.xml", lambda d: sheet)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_pipes_and_folders_in_the_place_of_files(folder, tmp_path):
    place = folder(organisation=organisation())
    os.mkfifo(place / "pairing.csv")
    assert refused(place)
    os.mkfifo(tmp_path / "x.xlsx")
    assert refused(tmp_path / "x.xlsx")
    (place / "pairing.csv").unlink()
    (place / "pairing.csv").mkdir()
    assert refused(place)


def test_error_values_are_no_silent_blanks(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "组织"
    book.active.append(["组织编号", "组织名称", "组织层级", "领域", "数据性质", "党员数"])
    book.active.append(["001", "甲（虚构）", "党支部", "农村", "虚构", "#DIV/0!"])
    book.save(tmp_path / "a.xlsx")
    found = toolkit.check(tmp_path / "a.xlsx")
    assert found[["row", "column", "severity"]].to_numpy().tolist() == [[2, "members_n", "error"]]


def test_a_result_never_replaces_its_source(tmp_path, good, capsys):
    from toolkit.cli import main

    before = good.read_bytes()
    for words in (
        ["check", str(good), "--out", str(good)],
        ["check", str(good), "--mark", str(good)],
        ["plan", str(good), "--out", str(good)],
    ):
        assert main(words) == 2
        assert good.read_bytes() == before, words
    assert main(["template", str(good)]) == 0
    assert good.read_bytes() == before and (tmp_path / "good(2).xlsx").exists()


def test_saving_beside_files_of_other_names_for_the_same_table(tmp_path, folder):
    place = folder(组织=organisation())
    with pytest.raises(ValueError, match=r"组织\.csv"):
        toolkit.County.load(place).save(place)


def test_many_merged_blocks_are_filled_quickly(tmp_path):
    import xlsxwriter

    n = 20_000
    book = xlsxwriter.Workbook(str(tmp_path / "m.xlsx"))
    sheet = book.add_worksheet("组织")
    sheet.write_row(0, 0, ["组织编号", "组织名称", "组织层级", "领域", "数据性质", "所在乡镇"])
    for i in range(1, n + 1):
        sheet.write_row(i, 0, [f"{i:06d}", f"第{i}支部（虚构）", "党支部", "农村", "虚构"])
    for i in range(1, n, 2):
        sheet.merge_range(i, 5, i + 1, 5, f"第{i}乡")
    book.close()
    assert (
        toolkit.County.load(tmp_path / "m.xlsx")["organisation"]["township"].tolist()[-2:]
        == [f"第{n - 1}乡"] * 2
    )
