"""Word documents: what Word shows, in its order, once; hidden and deleted text left out; what is
not read is named; hostile files are refused at once."""

import subprocess
import sys
import time
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import SPACES, cell, levels, numbered, p, r, row, table, write_docx

from toolkit import cases
from toolkit.records import FileProblem, read_docx


def read(tmp_path, body, **more):
    return read_docx(write_docx(tmp_path / "报告 一.docx", body, **more))


BOX = (
    '<mc:AlternateContent><mc:Choice Requires="{needs}">{new}</mc:Choice>'
    "<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
)
SDT = '<w:sdt><w:sdtPr><w:alias w:val="标签"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
RUBY = (
    "<w:r><w:t>前</w:t><w:ruby><w:rubyPr/><w:rt><w:r><w:t>pin</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby><w:t>后</w:t></w:r>"
)
DELETED = '<w:del w:id="1"><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>'


def shape(text):
    box = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"


def drawing(text):
    box = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"


@pytest.mark.parametrize(
    ("inside", "right"),
    [
        (f'<w:smartTag w:element="date">{r("7月4日")}</w:smartTag>', "7月4日"),
        (SDT.format(r("内容控件")), "内容控件"),
        (f'<w:customXml w:element="x"><w:customXmlPr/>{r("定制")}</w:customXml>', "定制"),
        (f'<w:hyperlink w:anchor="x">{r("链接")}</w:hyperlink>', "链接"),
        (FIELD.format("HYPERLINK x", r("域结果")), "域结果"),
        (FIELD.format(' IF "1" ' + "", FIELD.format("REF y", r("里")) + r("外")), "里外"),
        (f'<w:fldSimple w:instr="REF a">{r("简单域")}</w:fldSimple>', "简单域"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("不显示")
         + '<w:r><w:fldChar w:fldCharType="end"/></w:r>', ""),
        (r"<w:r><w:fldChar w:fldCharType='begin'/><w:instrText> eq \o\ac(○,8)</w:instrText>"
         "<w:fldChar w:fldCharType='end'/></w:r>", "⑧"),
        ("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
         "<w:listEntry w:val='甲'/><w:listEntry w:val='乙'/></w:ddList></w:ffData></w:fldChar>"
         "<w:instrText> FORMDROPDOWN </w:instrText><w:fldChar w:fldCharType='end'/></w:r>", "乙"),
        (RUBY, "前拼后"),
        (DELETED + f"<w:ins>{r('新')}</w:ins>", "新"),
        (f"<w:moveFrom>{r('移走')}</w:moveFrom><w:moveTo>{r('移来')}</w:moveTo>", "移来"),
        (r("隐", "<w:vanish/>") + r("显", '<w:vanish w:val="0"/>'), "显"),
        ("<w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>"
         "<w:t>曾隐藏</w:t></w:r>", "曾隐藏"),
        ("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>", "上\n下"),
        ("<w:r><w:t>左</w:t><w:tab/><w:t>右</w:t></w:r>", "左\t右"),
        ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/></w:r>", "a-b"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ("<w:r><w:t> 两边的空格 </w:t></w:r>", "两边的空格"),
        (BOX.format(needs="wps", new=r("新式"), old=r("旧式")), "新式"),
        (BOX.format(needs="xyz", new=r("新式"), old=r("旧式")), "旧式"),
        ("<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r>"
         "</m:den></m:f></m:oMath>", "a/b"),
    ],
)  # fmt: skip
def test_what_a_paragraph_shows(tmp_path, inside, right):
    assert read(tmp_path, p("甲") + p(inside) + p("乙")).text == f"甲\n{right}\n乙"
    # the same within a content control that holds whole paragraphs, and in the strict namespace
    body = SDT.format(p("甲") + p(inside)) + p("乙")
    assert read(tmp_path, body, strict=True).text == f"甲\n{right}\n乙"


@pytest.mark.parametrize(
    "box",
    [
        shape("核心数据：236名"),
        drawing("核心数据：236名"),
        BOX.format(
            needs="wps",
            new=drawing("核心数据：236名"),
            old=shape("核心数据：236名"),
        ),
        '<w:pict><v:shape><v:textpath string="核心数据：236名"/></v:shape></w:pict>',
    ],
)
def test_text_boxes_stand_once_after_the_paragraph_they_hang_on(tmp_path, box):
    found = read(tmp_path, p("正文", f"<w:r>{box}</w:r>", "还有") + p("末"))
    assert found.text == "正文还有\n核心数据：236名\n末" and not found.notes


def test_tables_in_place_merged_and_nested_cells_once(tmp_path):
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    inner = table(row("内1", "内2"))
    body = (
        p("前")
        + table(
            row(cell("镇", properties=down), "36户"),
            row(cell("", properties=on), "41户"),
            row(cell("合计", properties='<w:gridSpan w:val="2"/>')),
            row(cell(inner, ""), "旁"),
        )
        + p("后")
    )
    found = read(tmp_path, body)
    assert found.text == "前\n镇\t36户\n41户\n合计\n内1\t内2\t旁\n后".replace("\t旁", "\t旁")
    outer = found.tables[1]
    assert outer.cells.iloc[:, 0].tolist()[:3] == ["镇", "镇", "合计"]
    assert outer.merged == [((0, 0), (1, 0)), ((2, 0), (2, 1))] and outer.filled == ["A1:A2"]
    assert found.tables[0].cells.iloc[0].tolist() == ["内1", "内2"]


def test_a_report_that_stands_in_one_cell_is_a_report(tmp_path):
    text = ["一、主要做法", "培训党员320人次。", "二、工作成效", "集体收入增长12.5%。"]
    path = write_docx(tmp_path / "格.docx", p("经验材料（虚构）") + table(row(cell(*text))))
    report = cases.read(path)
    assert report.text.split("\n")[1:] == text
    assert report.outline["marker"].tolist() == ["一、", "二、"]
    assert set(report.figures["raw"]) == {"320人次", "12.5%"}


def test_rows_and_paragraphs_that_are_gone_leave_nothing(tmp_path):
    gone = "<w:rPr><w:del/></w:rPr>"
    body = (
        table(
            row("删去的行", properties="<w:del/>"),
            row("隐藏行", properties="<w:hidden/>"),
            row("行"),
        )
        + p(DELETED, properties=gone)
        + p("合并", DELETED, properties=gone)
        + p("成一段")
        + p(f"<w:moveFrom>{r('走了')}</w:moveFrom>", properties="<w:rPr><w:moveFrom/></w:rPr>")
        + p(r("藏", "<w:vanish/>"), properties="<w:rPr><w:vanish/></w:rPr>")
        + p("末")
    )
    found = read(tmp_path, body)
    assert found.text == "行\n合并成一段\n末"
    assert any("隐藏" in n for n in found.notes) and any("修订" in n for n in found.notes)


def test_hidden_by_style(tmp_path):
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:name w:val="藏"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="P"><w:name w:val="段"/>'
        '<w:basedOn w:val="H"/></w:style>'
    )
    body = p(r("一", '<w:rStyle w:val="H"/>'), "二") + p("三", properties='<w:pStyle w:val="P"/>')
    assert read(tmp_path, body, styles=styles).text == "二\n"


CHINESE = levels(
    ("chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
    ("decimal", "%1.%2.%5", "<w:isLgl/>"),
)


def test_automatic_numbers_as_printed(tmp_path):
    asked = [
        (0, "甲"),
        (1, "乙"),
        (1, "丙"),
        (2, "5万元"),
        (3, "丁"),
        (4, "戊"),
        (0, "己"),
        (1, "庚"),
    ]
    body = "".join(numbered(text, level=level) for level, text in asked)
    right = ["一、甲", "（一）乙", "（二）丙", "1. 5万元", "① 丁", "1.2.1 戊", "二、己", "（一）庚"]
    assert read(tmp_path, body, numbering=CHINESE).text.split("\n") == right


@pytest.mark.parametrize(
    ("kind", "at", "right"),
    [
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalFullWidth", 12, "１２"),
        ("upperRoman", 49, "XLIX"),
        ("lowerLetter", 28, "bb"),
        ("decimalZero", 7, "07"),
        ("japaneseCounting", 30, "三十"),
        ("ideographDigital", 10, "一○"),
    ],
)
def test_formats_of_numbers(tmp_path, kind, at, right):
    start = levels((kind, "%1、")).replace('<w:start w:val="1"/>', f'<w:start w:val="{at}"/>')
    assert read(tmp_path, numbered("甲"), numbering=start).text == f"{right}、甲"


def test_numbers_by_style_restarts_and_what_is_not_counted(tmp_path):
    numbering = CHINESE + (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="S"><w:name w:val="条"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    hidden = numbered("藏", more="<w:rPr><w:vanish/></w:rPr>").replace(
        "<w:rPr></w:rPr>", "<w:rPr><w:vanish/></w:rPr>"
    )
    body = (
        p("甲", properties='<w:pStyle w:val="S"/>')
        + hidden
        + numbered("删", more="<w:rPr><w:del/></w:rPr>")
        .replace("<w:r>", "<w:del><w:r>")
        .replace("</w:r>", "</w:r></w:del>")
        + p("无", properties='<w:pStyle w:val="S"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + table(row(cell(numbered("格"))))
        + numbered("接", number=3)
        + numbered("新", number=2)
    )
    right = ["一、甲", "无", "二、格", "三、接", "一、新"]
    assert read(tmp_path, body, numbering=numbering, styles=styles).text.split("\n") == right


def test_what_is_left_unread_is_named(tmp_path):
    picture = "<w:r><w:drawing><a:graphic><pic:pic/></a:graphic></w:drawing></w:r>"
    notes = (
        f"<w:footnotes {SPACES}><w:footnote>{p('以上数据由镇里提供')}</w:footnote></w:footnotes>"
    )
    head = f"<w:hdr {SPACES}>{p('内部资料')}</w:hdr>"
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = p("甲", picture, mark) + '<w:altChunk r:id="x"/>'
    found = cases.read(
        write_docx(tmp_path / "甲.docx", body, more={"footnotes": notes, "header": head})
    )
    said = "".join(found.notes)
    assert found.text == "甲"
    assert all(word in said for word in ("图片 1", "脚注 1", "由镇里提供", "内部资料", "插入"))
    assert read(tmp_path, p("甲")).notes == []


def test_styled_headings_slice(tmp_path):
    document = docx.Document()
    document.add_paragraph("前言")
    document.add_heading("健全组织", 1)
    document.add_paragraph("正文。")
    document.add_paragraph().add_run("加粗小标题").bold = True
    document.save(str(tmp_path / "甲.docx"))
    found = read_docx(tmp_path / "甲.docx")
    begins = [found.text[h:].partition("\n")[0] for h in sorted(found.headings)]
    assert begins == ["健全组织", "加粗小标题"]


# -- text put in equals text read, in order

WORDS = st.text("甲乙丙丁12，。、", min_size=1, max_size=6)


@st.composite
def shown(draw, depth=0):
    """(XML of runs, what Word shows of them)."""
    kind = draw(
        st.sampled_from(["run", "tag", "sdt", "link", "field", "ins", "gone", "ruby", "box"])
    )
    words = draw(WORDS)
    if kind == "gone":
        return draw(
            st.sampled_from(
                [DELETED, r(words, "<w:vanish/>"), f"<w:moveFrom>{r(words)}</w:moveFrom>"]
            )
        ), ""
    if kind == "ruby":
        return RUBY, "前拼后"
    inside, said = (r(words), words) if depth > 2 else draw(shown(depth + 1))
    wrapped = {
        "run": r(words) + inside,
        "tag": f"<w:smartTag>{inside}</w:smartTag>",
        "sdt": SDT.format(inside),
        "link": f"<w:hyperlink>{inside}</w:hyperlink>",
        "field": FIELD.format("REF x", inside),
        "ins": f"<w:ins>{inside}</w:ins>",
        "box": BOX.format(needs="wps", new=inside, old=r("旧式")),
    }[kind]
    return wrapped, words + said if kind == "run" else said


@st.composite
def bodies(draw, depth=0):
    """(XML of paragraphs and tables, lines that Word shows)."""
    xml, lines = "", []
    for _ in range(draw(st.integers(1, 4))):
        if depth < 2 and draw(st.booleans()) and draw(st.booleans()):
            inner, said = draw(bodies(depth + 1))
            wide = draw(st.booleans())
            if wide:
                xml += table(row(cell(inner)))
                lines += said
            else:
                left, right = draw(WORDS), draw(WORDS)
                xml += table(row(left, right), row(right, left))
                lines += [f"{left}\t{right}", f"{right}\t{left}"]
        else:
            runs = [draw(shown()) for _ in range(draw(st.integers(1, 3)))]
            words = draw(WORDS)
            xml += p(*(x for x, _ in runs), words)
            lines.append("".join(t for _, t in runs) + words)
    return xml, lines


@settings(max_examples=80, deadline=None)
@given(bodies())
def test_text_put_in_is_text_read(tmp_path_factory, made):
    xml, lines = made
    path = write_docx(tmp_path_factory.mktemp("w") / "甲.docx", xml)
    assert read_docx(path).text == "\n".join(lines)


# -- files that mean harm


def refused(path, word):
    began = time.process_time()
    with pytest.raises(FileProblem, match=word) as error:
        read_docx(path)
    assert path.name in str(error.value) and time.process_time() - began < 10


def test_tables_and_boxes_within_each_other(tmp_path):
    inside = f"<w:drawing><wps:txbx><w:txbxContent>{table(row('盒1', '盒2'))}{p('')}"
    inside = f"<w:r>{inside}</w:txbxContent></wps:txbx></w:drawing></w:r>"
    body = table(row(cell(p("前", inside), table(row("内1", "内2")), p("后")), "右"))
    found = read_docx(write_docx(tmp_path / "a.docx", body))
    assert found.text == "前\n盒1\t盒2\n内1\t内2\n后\n右" and len(found.tables) == 3


def test_a_deleted_cell_is_a_tracked_change_not_a_merged_one(tmp_path):
    gone = cell("丁", properties='<w:cellDel w:id="1"/>')
    found = read_docx(write_docx(tmp_path / "a.docx", table(row("丙", gone))))
    assert found.text == "丙" and "修订 1 处" in found.notes[0] and len(found.notes) == 1


def test_other_kinds_encrypted_and_broken_files(tmp_path):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    good = write_docx(tmp_path / "好.docx", p("甲")).read_bytes()
    for name, data, word in (
        ("密.docx", old + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("旧.docx", old, "旧版"),
        ("页.docx", b"%PDF-1.4", "PDF"),
        ("富.docx", b"{\\rtf1", "RTF"),
        ("网.docx", b"\r\n<html><body>", "HTML"),
        ("空.docx", b"", "不是|损坏"),
        ("半.docx", good[: len(good) // 2], "损坏"),
    ):
        (tmp_path / name).write_bytes(data)
        refused(tmp_path / name, word)
        with pytest.raises(cases.CaseError, match=word):
            cases.read(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "表.docx", "w") as z:
        z.writestr("xl/workbook.xml", "<x/>")
    refused(tmp_path / "表.docx", "不是 Word")


@pytest.mark.parametrize(
    "kind", ["bomb", "paragraphs", "entities", "table", "span", "deep", "names"]
)
def test_bombs_are_refused_within_seconds(tmp_path, kind):
    path = tmp_path / "弹.docx"
    body = {
        "bomb": lambda: p("很长的一段。" * 30_000) * 30,
        "paragraphs": lambda: "".join(f'<w:p w:x="{i * 7919}"/>' for i in range(201_000)),
        "entities": lambda: p("&a;"),
        "table": lambda: (
            table(row("甲", "乙") * 1) + "<w:tbl>" + "<w:tr><w:tc/></w:tr>" * 1_100_000 + "</w:tbl>"
        ),
        "span": lambda: table(row(cell("甲", properties='<w:gridSpan w:val="99999999"/>'))),
        "deep": lambda: "<w:tbl><w:tr><w:tc>" * 1_000 + p("甲") + "</w:tc></w:tr></w:tbl>" * 1_000,
        "names": lambda: "".join(f"<w:x{i}/>" for i in range(6_000)),
    }[kind]()
    write_docx(path, body)
    if kind == "entities":
        doctype = '<!DOCTYPE d [<!ENTITY a "' + "很" * 50_000 + '">]>'
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr(
                "word/document.xml",
                f"{doctype}<w:document {SPACES}><w:body>{p('&a;' * 50_000)}</w:body></w:document>",
            )
    refused(path, "过多|实体|超过")


def test_a_document_of_gigabytes_costs_no_memory(tmp_path):
    path = tmp_path / "大.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z,
        z.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        part.write(f"<w:document {SPACES}><w:body>".encode())
        for _ in range(100):
            part.write(p("甲" * 20).encode() * 10_000)
    # measured in a process of its own, so that no other test counts
    code = (
        "import re, resource, sys; from toolkit.records import read_docx\n"
        "try: read_docx(sys.argv[1])\n"
        "except ValueError as error: print(error)\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        # the peak of this program alone: ru_maxrss begins with that of whoever started it
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())\n"
        "print(int(peak[1]) // 1024); print(used.ru_utime + used.ru_stime)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, encoding="utf-8"
    ).stdout.split("\n")
    assert "超过" in said[0] and int(said[1]) < 500 and float(said[2]) < 15
