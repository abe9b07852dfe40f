"""From bytes to text: right, marked at its place, or refused; never another text in silence."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit import cases
from toolkit.cases.script import ordinary
from toolkit.cli import main
from toolkit.records import FileProblem, decode

REPORT = (
    "柳溪镇党委“双培双带”工程经验材料（虚构）\n一、主要做法\n镇党委开展“三级联创”活动，培训党员"
    "320人次，结对帮扶困难户236户。\n二、工作成效\n集体收入由8万元增加到31万元，下降12.5%。\n"
)


def read(data):
    marks = []
    return decode(data, "甲.txt", marks), marks


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
def test_whole_texts(encoding):
    assert read(REPORT.encode(encoding)) == (REPORT, [])


@pytest.mark.parametrize("stray", [b"\x95", b"\xe7", b"\xff", b"\xe7\x82", b"\xa0"])
@pytest.mark.parametrize("at", [2, 20, 60])
def test_utf8_with_a_stray_or_cut_byte_stays_utf8_and_says_where(stray, at):
    before, after = REPORT[:at], REPORT[at:]
    text, marks = read(before.encode() + stray + after.encode())
    assert text.replace("\ufffd", "") == REPORT and text.count("\ufffd") == 1
    line = before.count("\n") + 1
    assert (
        [m.line for m in marks] == [line] and marks[0].lost and f"第 {line} 行" in marks[0].reason
    )
    with pytest.raises(FileProblem, match=f"第 {line} 行"):
        decode(before.encode() + stray + after.encode(), "甲.txt")  # nobody would see the mark


def test_gbk_lines_within_utf8_are_read_as_such_and_said():
    own = "第三行是国标编码的一句话。"
    text, marks = read(REPORT.encode() + own.encode("gbk") + b"\n" + REPORT.encode())
    assert text == REPORT + own + "\n" + REPORT
    assert [(m.line, m.lost) for m in marks] == [(6, False)] and "GBK" in marks[0].reason


def test_the_last_character_cut_off():
    text, marks = read(REPORT.encode()[:-3])
    assert text == REPORT[:-2] + "\ufffd" and marks[0].line == 5
    text, marks = read(REPORT.encode("gb18030")[:-2])
    assert text.rstrip("\ufffd") == REPORT[:-2] and marks


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.4\n", "PDF"),
        (b"\xef\xbb\xbf {\\rtf1 x}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
        (b"<!DOCTYPE html><p>x", "HTML"),
        ("Müller café".encode("cp1252"), "编码"),
        ("こんにちは日本".encode("shift_jis"), "编码"),
        (bytes(range(256)) * 4, "不是文本|编码"),
    ],
)
@pytest.mark.parametrize("ending", ["txt", "doc", "csv"])
def test_what_is_no_text_is_refused_by_what_it_is(tmp_path, data, word, ending):
    with pytest.raises(FileProblem, match=word):
        decode(data, "甲")
    (tmp_path / f"甲.{ending}").write_bytes(data)
    with pytest.raises(cases.CaseError, match=word):
        cases.read(tmp_path / f"甲.{ending}")


def test_only_txt_and_docx_even_when_the_path_is_a_string(tmp_path):
    for ending in (".pdf", ".doc", ".html", ".md", ".wps"):
        path = tmp_path / f"甲{ending}"
        path.write_text(REPORT, encoding="utf-8")
        for source in (path, str(path)):
            with pytest.raises(cases.CaseError, match="txt"):
                cases.read(source)


def test_kangxi_radicals_are_read_as_ordinary_characters(tmp_path):
    given_text = (
        "⻘⼭镇党委经验材料（虚构）\n⼀、主要做法\n培训党员320⼈次。⻘⼭镇党委结对党员２３６⼈。\n"
        "⼆、⼯作成效\n下降12.5%。"
    )
    (tmp_path / "甲.txt").write_text(given_text, encoding="utf-8")
    report = cases.read(tmp_path / "甲.txt")
    assert len(report.text) == len(given_text)  # one character for each: offsets are the file's
    assert report.text == (
        "青山镇党委经验材料（虚构）\n一、主要做法\n培训党员320人次。青山镇党委结对党员２３６人。\n"
        "二、工作成效\n下降12.5%。"
    )
    assert report.outline["marker"].tolist() == ["一、", "二、"]
    assert report.figures[["value", "unit"]].values.tolist()[:2] == [[320, "人次"], [236, "人"]]
    assert report.organisations == ["青山镇党委"]

    for frame in (report.figures.rename(columns={"raw": "text"}), report.quotes):
        for text, a, b in frame[["text", "start", "end"]].itertuples(index=False):
            assert report.text[a:b] == text


def test_radicals_of_two_scripts_are_read_in_the_script_of_their_text():
    assert cases.read("结对⼾数⼗二⼾，⻔前修⻋道。").text == "结对户数十二户，门前修车道。"
    assert ordinary("農⼾，⾨前⾺車。") == "農戶，門前馬車。"
    report = cases.read("某村小结\n带动12⼾增收。\n")
    assert report.figures[["raw", "unit"]].to_numpy().tolist() == [["12户", "户"]]


@pytest.mark.parametrize("width", [18, 24, 40])
def test_a_copy_with_hard_line_breaks_is_said(width):
    body = "镇党委开展活动，组织党员干部进村入户，逐户摸清底数，建立台账，帮助解决实际困难，" * 6
    lines = [body[i : i + width] for i in range(0, len(body), width)]
    assert any("硬换行" in n for n in cases.read("经验材料\n" + "\n".join(lines)).notes)
    assert cases.read("经验材料\n" + (body[:-1] + "。\n") * 5).notes == []
    assert cases.read(REPORT).notes == []


def test_a_copy_with_a_blank_after_every_character_is_said():
    assert any("空格" in n for n in cases.read(" ".join(REPORT * 3)).notes)


def test_a_folder_names_each_file_it_did_not_read(tmp_path):
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "半.txt").write_bytes(REPORT.encode() + b"\x95")
    for name, data in (
        ("乙.pdf", b"%PDF"),
        ("丙.wps", b"\xd0\xcf\x11\xe0"),
        ("丁.docx", b"{\\rtf"),
    ):
        (tmp_path / name).write_bytes(data)
    with pytest.warns(UserWarning) as said:
        reports, _, _ = cases.from_folder(tmp_path)
    words = "\n".join(str(w.message) for w in said)
    assert sorted(reports) == ["半", "甲"]
    assert all(name in words for name in ("乙.pdf", "丙.wps", "丁.docx", "半: 第 6 行"))


def test_the_command_reads_a_folder_as_well(tmp_path, capsys):
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "乙.rtf").write_bytes(b"{\\rtf1")
    assert main(["--lang", "zh", "read", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert "三级联创" in told.out and "乙.rtf" in told.err
    (tmp_path / "甲.txt").unlink()
    assert main(["--lang", "zh", "read", str(tmp_path)]) == 2
    assert "没有能读的" in capsys.readouterr().err


# -- bytes broken at random

CHINESE = st.lists(
    st.sampled_from(
        [
            "镇党委开展活动，",
            "组织党员干部进村入户，",
            "逐户摸清底数，",
            "建立台账。",
            "培训320人次，",
            "集体收入增加到31万元。",
            "一是建强班子；",
            "群众满意度明显提高。\n",
            "二、工作成效\n",
        ]
    ),
    min_size=6,
    max_size=20,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(CHINESE, st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.data())
def test_broken_bytes_are_read_right_marked_or_refused(text, encoding, data):
    whole = text.encode(encoding)
    at = data.draw(st.integers(12, len(whole) - 1))
    how = data.draw(st.sampled_from(["cut", "lose", "insert"]))
    if how == "lose":
        assume(whole[at] > 127 and encoding != "utf-16")  # a lost digit leaves a whole text
        broken = whole[:at] + whole[at + 1 :]
    elif how == "cut":
        broken = whole[:at]
    else:
        assume(encoding != "utf-16")
        broken = whole[:at] + bytes([data.draw(st.integers(128, 255))]) + whole[at:]
    try:
        found, marks = read(broken)
    except FileProblem:
        return
    if how == "cut" and text.startswith(found):
        return
    assert marks and all(m.reason for m in marks)
    # what lies a line before the damage is as it was
    kept = text.encode(encoding)[:at].decode(encoding, "ignore").rpartition("\n")[0]
    assert found.startswith(kept)


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_once_saved_from_a_wrong_encoding_is_read_back_and_said(tmp_path, encoding, wrong):
    text = "青山镇党委（虚构）\n一、主要做法\n全镇236名党员结对帮扶困难群众。\n"
    try:
        damaged = text.encode(encoding).decode(wrong)
    except UnicodeDecodeError:
        damaged = text.encode(encoding).decode("latin-1")
    (tmp_path / "甲.txt").write_text(damaged, encoding="utf-8", newline="")
    report = cases.read(tmp_path / "甲.txt")
    assert report.text == text and "错误的编码" in report.notes[0]


def test_european_words_are_no_damage():
    text = "Précis: café à Orléans, déjà vu; Müller, Größe, Ärger – naïve"
    assert decode(text.encode("utf-8"), "x") == text


@pytest.mark.parametrize(
    ("text", "word"),
    [("  \n", "空"), ("+l1JccZVH plain", "没有汉字"), ("&nbsp;镇&nbsp;党委&#38738;<p>", "网页")],
)
def test_what_is_hardly_a_chinese_report_is_said(text, word):
    assert word in cases.read(text).notes[0]


def test_two_byte_order_marks():
    assert decode("\ufeff\ufeff甲乙丙".encode("utf-8"), "x") == "甲乙丙"
