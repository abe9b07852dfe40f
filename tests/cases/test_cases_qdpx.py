"""REFI-QDA projects out and in: schema, offsets, coders, memos; other programs' projects; hostile
files."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from toolkit import cases

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "data" / "refi_project.xsd"))
KEYS = ["case", "code", "start", "end", "text", "coder", "memo", "evidence"]
TEXT = "某村小结（虚构）\r\n党员公开承诺办好12件实事。😀工会慰问老人。\r\n后备力量不足。\r\n"


def qde(path):
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("project.qde"))


def coding(report):
    machine = cases.code({"甲村": report})
    at = report.text.index("😀")
    rows = [
        ("甲村", "SERVE", at, at + 8, "王编码", "对象是老人\n频次没说", "slogan"),
        ("甲村", "PLEDGE", at - 5, at, "李编码", "", ""),
        ("甲村", "", 0, 8, "李编码", "标题不编", ""),
    ]
    people = pd.DataFrame(
        rows, columns=["case", "code", "start", "end", "coder", "memo", "evidence"]
    )
    return pd.concat([machine, people], ignore_index=True)


def test_out_and_in_again_with_offsets_equal(tmp_path):
    report = cases.read(TEXT)
    coded = coding(report)
    path = cases.to_qdpx({"甲村": report}, coded, None, tmp_path / "项目 一.qdpx")
    assert SCHEMA.validate(qde(path)), SCHEMA.error_log
    for text in qde(path).iter("{*}TextSource", "{*}Note"):  # one or the other, says the standard
        assert ("plainTextPath" in text.attrib) != (text.find("{*}PlainTextContent") is not None)
    back, rows, book = cases.from_qdpx(path)
    assert back["甲村"].text == TEXT
    assert list(book) == sorted(cases.default_codebook(), key=lambda c: list(book).index(c))
    kept = cases.accepted(coded)
    assert len(kept) < len(coded)  # what the machine withheld does not travel
    kept = kept.assign(text=[TEXT[a:b] for a, b in zip(kept["start"], kept["end"])])
    left, right = (
        f[KEYS].fillna("").astype(str).sort_values(KEYS, ignore_index=True) for f in (kept, rows)
    )
    pd.testing.assert_frame_equal(left, right)
    assert rows.attrs["notes"] == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_any_text_comes_back_with_its_selections(tmp_path, text, spans):
    report = cases.Report(text)
    spans = sorted({(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in spans})
    coded = pd.DataFrame(
        [("R", "SERVE", a, b, "甲") for a, b in spans],
        columns=["case", "code", "start", "end", "coder"],
    )
    path = cases.to_qdpx({"R": report}, coded, None, tmp_path / "p.qdpx")
    assert SCHEMA.validate(qde(path)), SCHEMA.error_log
    back = cases.from_qdpx(path)
    assert back.reports["R"].text == text
    assert sorted(zip(back.coded["start"], back.coded["end"])) == spans
    path.unlink()


def test_rows_that_fit_nothing_are_all_named(tmp_path):
    coded = pd.DataFrame(
        [("X", "SERVE", 0, 1, "甲"), ("R", "NOPE", 0, 1, "甲"), ("R", "SERVE", 0, 99, "甲")],
        columns=["case", "code", "start", "end", "coder"],
    )
    with pytest.raises(cases.CaseError, match=r"(?s)X.*NOPE.*99"):
        cases.to_qdpx({"R": cases.Report("短")}, coded, None, tmp_path / "p.qdpx")
    with pytest.raises(ValueError):
        cases.to_qdpx({}, coded.iloc[:0], None, tmp_path / "p.xml")


def project(tmp_path, body, files=()):
    path = tmp_path / "other.qdpx"
    head = (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="x">'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", head + body + "</Project>")
        for name, data in files:
            archive.writestr(name, data)
    return path


def test_a_project_of_another_program(tmp_path):
    g = "0000000{}-0000-0000-0000-000000000000".format
    body = (
        f'<Users><User guid="{g(1)}" name="Ann"/></Users>'
        f'<CodeBook><Codes><Code guid="{g(2)}" name="入户走访" isCodable="true">'
        f'<Code guid="{{{g(3)}}}" name="夜访" isCodable="true"/></Code></Codes></CodeBook>'
        f'<Sources><TextSource guid="{g(4)}" name="访谈1.docx" plainTextPath="internal://a.txt">'
        f'<PlainTextSelection guid="{g(5)}" startPosition="2" endPosition="6" '
        f'creatingUser="{g(1)}"><Description>重要</Description>'
        f'<Coding guid="{g(6)}"><CodeRef targetGUID="{g(3)}"/></Coding></PlainTextSelection>'
        f'<PlainTextSelection guid="{g(7)}" startPosition="2" endPosition="999"/></TextSource>'
        f'<PictureSource guid="{g(8)}" name="照片.png"/></Sources>'
    )
    path = project(tmp_path, body, [("Sources/a.txt", "\ufeff书记每晚走访两户。".encode())])
    found = cases.from_qdpx(path)
    assert [c.name for c in found.codebook] == ["入户走访", "夜访"]
    row = found.coded.iloc[0]
    assert (row["case"], row["text"], row["coder"], row["memo"]) == (
        "访谈1",
        "每晚走访",
        "Ann",
        "重要",
    )
    assert found.codebook[row["code"]].name == "夜访" and len(found.coded) == 1
    assert [("照片" in n, "999" in n) for n in found.coded.attrs["notes"]] == [
        (False, True),
        (True, False),
    ]


def test_hostile_projects_are_refused_with_a_sentence(tmp_path):
    path = tmp_path / "x.qdpx"
    for data in (b"", b"PK\x03\x04 broken", b"<Project/>"):
        path.write_bytes(data)
        with pytest.raises(cases.CaseError, match=r"x\.qdpx"):
            cases.from_qdpx(path)
    with pytest.raises(cases.CaseError):
        cases.from_qdpx(tmp_path / "missing.qdpx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", '<!DOCTYPE x [<!ENTITY a "b">]><Project/>')
    with pytest.raises(cases.CaseError):
        cases.from_qdpx(path)


def test_persons_leave_masked_unless_asked(tmp_path):
    report = cases.Report("甲村小结\n村支部书记王小平说：先清账。\n")
    coded = cases.code({"R": report})
    for show, name in ((False, "王某某"), (True, "王小平")):
        path = cases.to_qdpx({"R": report}, coded, None, tmp_path / "p.qdpx", show_people=show)
        text = cases.from_qdpx(path)[0]["R"].text
        assert name in text and len(text) == len(report.text)
        sheet = cases.coding_sheet({"R": report}, tmp_path / "s.xlsx", show_people=show)

        assert name in "".join(map(str, _cells(sheet)))


def _cells(path):
    from openpyxl import load_workbook

    return [c for r in load_workbook(path).worksheets[0].iter_rows(values_only=True) for c in r]


def guid(n):
    return f"0000000{n}-0000-0000-0000-000000000000"


def of_other_program(tmp_path, text, spans, encoding="utf-8", more=""):
    """A project as other programs write them: no users, no description, texts beside it."""
    selections = "".join(
        f'<PlainTextSelection guid="{guid(9)}" startPosition="{a}" endPosition="{b}">'
        f'<Coding guid="{guid(6)}"><CodeRef targetGUID="{{{guid(3).upper()}}}"/></Coding>'
        "</PlainTextSelection>"
        for a, b in spans
    )
    body = (
        f'<CodeBook><Codes><Code guid="{guid(2)}" name="走访" isCodable="true">'
        f'<Code guid="{guid(3)}" name="夜访" isCodable="true"/></Code></Codes></CodeBook>'
        f'<Sources><TextSource guid="{guid(4)}" name="甲村.txt" plainTextPath="internal://a.txt">'
        f"{selections}{more}</TextSource></Sources>"
    )
    return project(tmp_path, body, [("sources/a.txt", text.encode(encoding))])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_texts_in_the_encodings_of_other_programs(tmp_path, encoding):
    text = "书记每晚走访两户。\r\n\t第二段说困难，\r\n第三段说办法。"
    spans = [(2, 6), (6, len(text) - 3)]  # the second lies across paragraphs
    found = cases.from_qdpx(of_other_program(tmp_path, text, spans, encoding))
    assert found.reports["甲村"].text == text
    assert found.coded["text"].tolist() == [text[a:b] for a, b in spans]
    assert {found.codebook[c].name for c in found.coded["code"]} == {"夜访"}


def test_a_whole_document_coded_and_what_has_no_place_here_is_said(tmp_path):
    more = (
        f'<Coding guid="{guid(7)}"><CodeRef targetGUID="{guid(2)}"/></Coding>'
        f'<NoteRef targetGUID="{guid(8)}"/>'
    )
    found = cases.from_qdpx(of_other_program(tmp_path, "生僻字𠮷和😀。", [(0, 3)], more=more))
    assert found.coded["text"].tolist() == ["生僻字", "生僻字𠮷和😀。"]
    told = " ".join(found.coded.attrs["notes"])
    assert "备忘 1 条" in told and "扩展区字符" in told
    path = project(
        tmp_path,
        f'<Sources><TextSource guid="{guid(4)}" name="甲" plainTextPath="relative:///a.txt"/>'
        f'<TextSource guid="{guid(5)}" name="乙" plainTextPath="internal://b.txt"/></Sources>'
        f'<Sets><Set guid="{guid(6)}" name="s"/></Sets>',
    )
    told = " ".join(cases.from_qdpx(path).coded.attrs["notes"])
    assert "项目文件之外" in told and "缺它的正文" in told and "集合 1 项" in told


def test_a_declaration_in_two_bytes_is_refused(tmp_path):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        head = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]>'
        archive.writestr("project.qde", (head + "<Project/>").encode("utf-16"))
    with pytest.raises(cases.CaseError, match="实体"):
        cases.from_qdpx(path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from(["每晚走访", "😀", "\n", "\r\n", " ", "\t", "两户", "。"]), min_size=1
    ),
    st.data(),
)
def test_white_space_of_other_programs_moves_no_selection(tmp_path, parts, data):
    """Line ends and blanks that another program wrote: the same signs stay selected."""
    ours = "".join(parts)
    theirs = "".join(
        {"\n": "\r\n", "\r\n": "\u2029", " ": "", "\t": "    "}.get(p, p) for p in parts
    )
    a = data.draw(st.integers(0, len(theirs)))
    b = data.draw(st.integers(a, len(theirs)))
    path = of_other_program(tmp_path, theirs, [(a, b)])
    project_read = cases.from_qdpx(path)
    if project_read.reports["甲村"].text != theirs:
        return  # what a reader of texts takes away is another matter
    coded, notes = cases.fitted(project_read, {"甲村": cases.Report(ours)})
    row = coded.iloc[0]
    assert "".join(ours[row["start"] : row["end"]].split()) == "".join(theirs[a:b].split())
    assert not [n for n in notes if "不同" in n]


def test_a_text_that_is_another_is_refused_in_a_sentence(tmp_path):
    read = cases.from_qdpx(of_other_program(tmp_path, "书记每晚走访两户。", [(2, 6)]))
    coded, notes = cases.fitted(read, {"甲村": cases.Report("书记每晚走访三户。")})
    assert coded.empty and "甲村" in notes[0]


def test_what_lacks_a_guid_is_nobody_s_and_a_bad_place_costs_its_selection_alone(tmp_path):
    coding = f'<Coding><CodeRef targetGUID="{guid(3)}"/></Coding>'
    body = (
        '<Users><User name="谁"/></Users>'
        '<CodeBook><Codes><Code name="走访"/><Code name="座谈"/>'
        f'<Code guid="{guid(3)}" name="夜访"/></Codes></CodeBook><Sources>'
        '<TextSource name="甲村.txt"><PlainTextContent>书记每晚走访两户。</PlainTextContent>'
        f'<PlainTextSelection startPosition="2" endPosition="6">{coding}'
        "<Coding><CodeRef/></Coding></PlainTextSelection>"
        + "".join(
            f'<PlainTextSelection startPosition="{at}" endPosition="4">{coding}'
            "</PlainTextSelection>"
            for at in ("abc", "-1", "", "1e1", "٣", "9" * 40)
        )
        + "</TextSource></Sources>"
    )
    found = cases.from_qdpx(project(tmp_path, body))
    assert [c.name for c in found.codebook] == ["走访", "座谈", "夜访"]
    (row,) = found.coded.to_dict("records")
    assert (row["text"], row["coder"], found.codebook[row["code"]].name) == ("每晚走访", "", "夜访")
    told = found.coded.attrs["notes"]
    assert sum("超出正文" in n for n in told) == 6 and sum("不在编码表" in n for n in told) == 1


def test_a_pdf_gives_the_text_that_it_brings_along(tmp_path):
    body = (
        f'<CodeBook><Codes><Code guid="{guid(3)}" name="夜访"/></Codes></CodeBook><Sources>'
        f'<PDFSource guid="{guid(4)}" name="甲村.pdf" path="internal://a.pdf">'
        f'<PDFSelection guid="{guid(5)}" page="0" firstX="1" firstY="1" secondX="2" secondY="2">'
        f'<Coding guid="{guid(8)}"><CodeRef targetGUID="{guid(3)}"/></Coding></PDFSelection>'
        f'<Representation guid="{guid(6)}" plainTextPath="internal://a.txt">'
        f'<PlainTextSelection guid="{guid(7)}" startPosition="2" endPosition="6">'
        f'<Coding guid="{guid(9)}"><CodeRef targetGUID="{guid(3)}"/></Coding></PlainTextSelection>'
        "</Representation></PDFSource>"
        '<PDFSource name="扫描.pdf" path="internal://b.pdf"/></Sources>'
    )
    path = project(tmp_path, body, [("Sources/a.txt", "书记每晚走访两户。".encode())])
    found = cases.from_qdpx(path)
    assert found.reports["甲村"].text == "书记每晚走访两户。"
    assert found.coded["text"].tolist() == ["每晚走访"]
    told = " ".join(found.coded.attrs["notes"])
    assert "1 处选在版面" in told and "扫描.pdf" in told


def test_damage_of_every_kind_is_a_sentence(tmp_path):
    path = cases.to_qdpx({"R": cases.Report(TEXT)}, coding_of_people(), None, tmp_path / "x.qdpx")
    whole = path.read_bytes()
    deep = "<Code name='a'>" * 3000 + "</Code>" * 3000
    hostile = [whole[: len(whole) // 2], whole[:200] + bytes(40) + whole[240:]]
    for at in (6, 8):  # encrypted; packed in a way that nobody knows
        for start in (0, whole.index(b"PK\x01\x02") + 2):
            changed = bytearray(whole)
            changed[start + at] = 99
            hostile.append(bytes(changed))
    hostile.append(project(tmp_path, f"<CodeBook><Codes>{deep}</Codes></CodeBook>").read_bytes())
    refused = 0
    for data in hostile:
        path.write_bytes(data)
        try:
            cases.from_qdpx(path)
        except cases.CaseError as error:
            assert "x.qdpx" in str(error)
            refused += 1
    assert refused >= 4
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", "<Project>" + "<a/>" * (9 << 20) + "</Project>")
    with pytest.raises(cases.CaseError, match="32 MB"):
        cases.from_qdpx(path)


def coding_of_people():
    return pd.DataFrame(
        [("R", "SERVE", 0, 4, "甲")], columns=["case", "code", "start", "end", "coder"]
    )
