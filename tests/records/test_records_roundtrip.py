"""load(save(x)) equals x, for any text a sheet may hold, through every kind of target."""

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from records_samples import organisation, pairing

import toolkit
from toolkit.records.data_dictionary import dictionary, schema
from toolkit.records.marking import mark
from toolkit.records.templates import template
from toolkit.terms import tables, use_lang

TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "=1",
        "'=1",
        "''",
        "'",
        "\t",
        "NA",
        "nan",
        "None",
        "1e5",
        "007",
        "是",
        "2015-01-01",
        ' "q" ',
        "a,b",
        "\r",
        "\n",
        "-",
        "  ",
        "#N/A",
        "TRUE",
    ]
)


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    notes=st.lists(TEXT, min_size=4, max_size=4),
    goals=st.lists(TEXT, min_size=2, max_size=2),
    days=st.lists(
        st.dates(
            min_value=pd.Timestamp(1600, 1, 1).date(), max_value=pd.Timestamp(2100, 1, 1).date()
        ),
        min_size=2,
        max_size=2,
    ),
    counts=st.lists(st.none() | st.integers(0, 2**40), min_size=4, max_size=4),
    spots=st.lists(st.none() | st.floats(-90, 90), min_size=4, max_size=4),
    language=st.sampled_from(["zh", "en"]),
)
def test_load_of_save_is_the_same(notes, goals, days, counts, spots, language):
    orgs = organisation(备注=notes, members_n=counts, lat=spots, lon=spots)
    county = toolkit.County(
        {
            "organisation": orgs,
            "pairing": pairing(goal=goals, measure=goals, start=days, end_plan=None),
        }
    )
    with tempfile.TemporaryDirectory() as place, use_lang(language):
        for target in (
            county.save(Path(place, "a 表"), "csv"),
            county.save(Path(place, "b"), "parquet"),
            county.save(Path(place, "c.xlsx")),
        ):
            again = toolkit.County.load(target)
            for table in county.tables:
                pd.testing.assert_frame_equal(county[table], again[table])
            assert again == county


def test_saving_over_an_older_county_leaves_no_stale_table(tmp_path):
    big = toolkit.County({"organisation": organisation(), "pairing": pairing()})
    small = big.replace({"pairing": big["pairing"].iloc[:0]})
    big.save(tmp_path / "c")
    assert toolkit.County.load(small.save(tmp_path / "c")) == small


def test_template_loads_back_and_has_what_people_need(tmp_path):
    import openpyxl

    with use_lang("zh"):
        path = template(tmp_path / "模板.xlsx", all_tables=True)
        book = openpyxl.load_workbook(path)
        assert {t.chinese for t in tables().values()} | {"字典", "说明"} <= set(book.sheetnames)
        sheet = book["组织"]
        assert [c.value for c in sheet[1]][:3] == [
            "组织编号",
            "组织名称",
            "组织层级",
        ] and sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["A"].width > 5 and sheet["A500"].number_format in (
            "@",
            "General",
        )
        ranges = [str(v.sqref) for v in sheet.data_validations.dataValidation]
        assert any(r.startswith("C2") for r in ranges), "level has a dropdown"
        heads = {c.value: c.column for c in sheet[1]}
        words = {
            "组织编号": ["001", "002", "003", "004"],
            "组织层级": ["党支部", "党总支", "branch", "县级"],
            "领域": ["农村"] * 4,
        }
        words |= {"组织名称": [f"第{i}支部（虚构）" for i in range(4)], "数据性质": ["虚构"] * 4}
        for head, cells in words.items():
            for i, cell in enumerate(cells):
                sheet.cell(2 + i, heads[head]).value = cell
        book.save(tmp_path / "filled.xlsx")
        assert toolkit.check(path).query("severity == 'error'").empty
        assert toolkit.County.load(tmp_path / "filled.xlsx")["organisation"]["level"].tolist() == [
            "branch",
            "general_branch",
            "branch",
            "county",
        ]


def test_marked_copy_colours_every_bad_cell(tmp_path):
    import openpyxl

    good = toolkit.County({"organisation": organisation(note="=cmd|x")}).save(
        tmp_path / "a.xlsx", lang="zh"
    )
    book = openpyxl.load_workbook(good)
    book["组织"]["C3"] = "错层级"
    book["组织"]["A5"] = "001"
    book.save(good)
    problems = toolkit.check(good)
    assert set(problems["cell"]) == {"C3", "A5"}
    marked = openpyxl.load_workbook(mark(good, problems, tmp_path / "marked.xlsx"))
    for cell in ("C3", "A5"):
        assert marked["组织"][cell].comment and marked["组织"][cell].fill.fgColor.rgb.endswith(
            "FFC7A3"
        )
    assert not marked["组织"]["A2"].comment
    assert all(c.data_type != "f" for ws in marked for row in ws.iter_rows() for c in row)


def test_the_schema_is_a_frictionless_one_and_covers_every_column():
    package = schema()
    fields = {
        (r["name"], f["name"]): f for r in package["resources"] for f in r["schema"]["fields"]
    }
    assert len(fields) == sum(len(t.columns) for t in tables().values()) == len(dictionary())
    assert fields["pairing", "channel"]["constraints"]["enum"][0] == "advanced_helps_backward"
    assert fields["assessment", "score"]["constraints"]["maximum"] == 100
    keys = {r["name"]: r["schema"].get("foreignKeys", []) for r in package["resources"]}
    assert {
        "fields": "helper_id",
        "reference": {"resource": "organisation", "fields": "org_id"},
    } in keys["pairing"]


def test_early_days_and_texts_beyond_the_basic_plane_survive_a_workbook(tmp_path):
    early = ["1900-01-01", "1900-02-28", "1899-12-31", "0999-01-01"]
    county = toolkit.County(
        {"organisation": organisation(valid_from=early, 备注=["😀" * 16_000, "𠮷", "", "x"])}
    )
    assert toolkit.County.load(county.save(tmp_path / "a.xlsx")) == county
    import pytest

    with pytest.raises(ValueError, match="CSV"):
        toolkit.County({"organisation": organisation(备注="😀" * 20_000)}).save(tmp_path / "b.xlsx")


def test_the_template_begins_with_three_sheets_and_its_example_is_never_read(tmp_path):
    import openpyxl

    with use_lang("zh"):
        path = template(tmp_path / "模板.xlsx")
        book = openpyxl.load_workbook(path)
        shown = [s.title for s in book if s.sheet_state == "visible"]
        assert shown == ["说明", "组织", "定级", "结对", "字典"]
        assert book["组织"]["A2"].value == "例：06" and book["组织"]["A1"].comment is not None
        # one row written over the example, one below it, a name where a number belongs
        for row, cells in ((2, ["07", "东沟村党支部", "党支部"]), (3, ["08", "农业局", "党支部"])):
            for column, value in enumerate(cells, 1):
                book["组织"].cell(row, column, value)
        heads = {c.value: c.column for c in book["组织"][1]}
        for row in (2, 3):
            book["组织"].cell(row, heads["领域"], "机关")
            book["组织"].cell(row, heads["数据性质"], "用户提供")
        heads = {c.value: c.column for c in book["结对"][1]}
        pair = {
            "结对编号": "1",
            "结对方式": "部门联后进",
            "帮扶方": "农业局",
            "受助方": "07 东沟村党支部",
        }
        for head, value in (pair | {"起始日期": "2015-07-01", "状态": "帮扶中"}).items():
            book["结对"].cell(3, heads[head], value)
        book.save(path)
        county = toolkit.County.load(path)
    assert county["organisation"]["org_id"].tolist() == ["07", "08"]
    assert county["organisation"]["township"].isna().all()
    pairs = county["pairing"][["helper_id", "recipient_id"]].to_numpy().tolist()
    assert pairs == [["08", "07"]] and county["rating"].empty


def test_a_wrong_reference_is_answered_with_the_nearest_unit(tmp_path):
    organisation = pd.DataFrame(
        {
            "org_id": ["03", "06"],
            "name": ["农业局党支部", "西沟村党支部"],
            "level": "branch",
            "sector": ["office", "rural"],
            "data_nature": "user_supplied",
        }
    )
    pairing = pd.DataFrame(
        {
            "pair_id": ["1", "2", "3"],
            "channel": "department_links_backward",
            "helper_id": ["03", "3", "水利局"],
            "recipient_id": ["西沟村支部", "06", "06"],
            "start": "2015-07-01",
            "status": "active",
        }
    )
    folder = tmp_path / "县"
    folder.mkdir()
    organisation.to_csv(folder / "organisation.csv", index=False)
    pairing.to_csv(folder / "pairing.csv", index=False)
    with use_lang("zh"):
        found = toolkit.check(folder).set_index(["row", "column"])["reason"].to_dict()
    assert "是否想填 06 西沟村党支部？" in found[2, "recipient_id"]
    assert "是否想填 03 农业局党支部？" in found[3, "helper_id"]
    assert found[4, "helper_id"] == "在“组织”表中找不到"
