"""What a class types is read as meant, and what it gets wrong in Python is said in Chinese."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from toolkit.terms import use_lang
from workshop import Lesson
from workshop.cli import lab
from workshop.lessons.answers import blank, number, read
from workshop.lessons.classroom import repaired, told


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("30个", 30),
        ("３０", 30),
        ("9,002 名", 9002),
        ("1.23%", 1.23),
        ("第3句", 3),
        ("十二个", 12),
        ("二十", 20),
        ("2010年。", 2010),
        ("3至5名", None),
        ("一二三", None),
        ("不少", None),
        ("二〇一〇年", 2010),
        ("2010年7月1日", 2010),
        ("一九二一", 1921),
        ("每名党员1.23件", 1.23),
        ("百分之1.23", 1.23),
        ("比例：28", 28),
        ("不是30个", None),
        ("30千人", 30_000),
        ("1.2万", 12_000),
        ("11066/9002", None),
        ("悦岭村第5组党支部", None),
        ("30不对", None),
        ("30以上", None),
        ("30多", None),
        ("十二错", None),
        ("30（不是）", None),
        ("30 99", None),
    ],
)
def test_numbers_are_read_with_their_counters(typed: str, means: float | None) -> None:
    assert number(typed) == means


def test_lists_names_and_items_are_read_in_the_shape_of_the_answer() -> None:
    names = {"甲村": "V1", "乙村": "V2"}
    for typed in ("甲村、v2", "Ｖ１，乙村", ["甲村", "V2"], "甲村和乙村", "V1 甲村；V2 乙村。"):
        assert read(typed, {"V1", "V2"}, names) == ["V1", "V2"], typed
    assert read("1,3、5", {1, 3, 5}, {}) == [1, 3, 5]
    assert read("1.23、9.21", (1.2, 9.2), {}) == [1.23, 9.21]
    assert read("是", True, {}) is True and read("没有", True, {}) is False
    truth = {1: "做法", 2: "成效"}
    for typed in (
        {"1": "“做法”", "第2句": " 成效"},
        "1：做法；2：成效",
        "做法、成效",
        ["做法", "成效"],
    ):
        assert read(typed, truth, {}) == truth, typed
    assert read("丙村", {"V1"}, names) == ["丙村"], "what nobody knows stays as it came"
    halves = {"上河村": "V1", "下河村": "V2"}
    assert read("上河、下河村", {"V1"}, halves) == ["V1", "V2"]
    assert read("河村", {"V1"}, halves) == ["河村"], "half a name of two is nobody's"
    assert read("带头人", "带头人+亮身份", {}) == "带头人", (
        "a piece of the answer is not the answer"
    )
    assert read("R35", {"R35-01"}, {"厦门市": "R35-01"}) == ["R35"]


def test_what_people_add_to_a_name_or_leave_out_of_it_is_read_past() -> None:
    names = {"县林业局": "D1", "林业局": "D1", "县水利局": "D2", "歌桥村党总支": "V1"}
    names |= {"歌湖乡舟桥村党总支": "V2"}
    for typed in (
        "县林业局（4条）、歌桥村总支",
        "我觉得是林业局，歌桥村党总支这个单位",
        "林业局撤走，歌桥村党总支",
    ):
        assert read(typed, {"D1", "V1"}, names) == ["D1", "V1"], typed
    asked = "哪家的线擦掉以后最伤"
    assert read("擦掉林业局", {"D1"}, names, asked) == ["D1"], "the question's own words"
    for typed in (
        "不是林业局",
        "林业局以外的各家单位",
        "林业局4",
        "林业局不",
        "林业局（不对）",
        "林业局水利局",
        "除林业局",
        "林业局附近",
        "擦掉林业局",
        "水局",
        "桥村党总支",
    ):
        assert read(typed, {"D1"}, names) != ["D1"], f"{typed}: nobody in particular"
        assert len(read(typed, {"D1"}, names)) == 1, "and it stays as it came"
    letters = {letter: letter for letter in "ABCD"}
    for typed in ("AD", "a d", "A、D", "Ａ，Ｄ"):
        assert read(typed, {"A", "D"}, letters) == ["A", "D"], typed
    words = letters | {"不读": "A", "同一个": "B"}
    assert read("A 不读、B 同一个（凭第1、2行）", ("A", "B"), words) == ["A", "B"]
    truth = {1: "排除，第20句", 2: "减轻"}
    assert read("{1：排除，第20句，2：减轻}", truth, {})[1].strip() == "排除，第20句"
    assert read("AB", {"甲": "A", "乙": "B"}, letters) == {"甲": "A", "乙": "B"}


@pytest.mark.parametrize(
    ("number", "id", "typed"),
    [
        (1, "sort", "1.家底；2.活动；3.投入；4.投入；5.活动；6.活动；7.结果；8.结果"),
        (1, "sort", "底数：1；投入：3、4；活动：2、5、6；结果：7、8"),
        (1, "ratios", "每名党员1.23件、每个党组织9.21名、受表彰的占1.23%"),
        (2, "questions", "第一问A，第二问A，第三问E"),
        (2, "unpaired", "南垭 大井"),
        (3, "asked", "１C ２D"),
        (5, "dice", "大概是7"),
        (5, "errors", "两个、两个、没有、一个"),
        (5, "claims", "1、3、6能说，2、4、5不能说"),
        (6, "decide", "不能保留：1、2、4；保留：3"),
        (7, "code", "3亮身份 6创建示范点 7公开承诺 9无 12服务群众 15督查考核"),
        (7, "grade", "14只有数字 15有基数 16前后对比"),
        (7, "take", "7.8"),
        (8, "says", "A.D."),
        (
            8,
            "rivals",
            "1排除，第20句；2减轻，19句；3没排除，15；4没排除，第二十二句；5没排除，第三句",
        ),
    ],
)
def test_a_class_writes_by_numbers_by_words_and_in_a_row(number: int, id: str, typed: str) -> None:
    with use_lang("zh"):
        verdict = Lesson(number).check(id, typed)
        assert verdict, verdict
    turned = "能说：2、4、5；不能说：1、3、6" if id == "claims" else "都不是"
    with use_lang("zh"):
        assert not Lesson(number).check(id, turned)


@pytest.mark.parametrize(
    ("number", "id", "typed", "says"),
    [
        (1, "sort", "家底、成果、投入、投入、活动、活动、结果、结果", "“成果”对不上"),
        (1, "ratios", "11066/9002、9002/977、12/977", "不写算式"),
        (1, "ratios", "1.2、9.2、1.2", "位数不够"),
        (2, "unpaired", "南桠村、大井村", "“南桠村”对不上"),
        (2, "leave", "县水务局", "“县水务局”还不对"),
        (2, "leave", "县农业局或别家", "这里的“或别家”没有读懂"),
        (1, "year", "2010年前后吗", "这里的“前后吗”没有读懂"),
        (3, "asked", "x", "“x”对不上"),
        (8, "rivals", "都没有排除", "一共 5 项"),
        (4, "retention", "0.87、0.67", "位数不够"),
        (4, "changed", "重庆市、甘肃省、四川省", "重庆市、甘肃省、四川省 不该在内"),
        (7, "take", "15、17", "你写的是第几句"),
    ],
)
def test_what_is_off_is_said_in_the_words_of_who_typed_it(
    number: int, id: str, typed: str, says: str
) -> None:
    with use_lang("zh"):
        assert says in Lesson(number).check(id, typed).sentence


def test_a_link_to_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="csv"):
        Lesson(1).link(tmp_path / "没有.csv")


def test_a_blank_is_a_blank_however_it_is_shaped() -> None:
    for empty in ("", "“”", " 　", None, ..., {1: "", 2: ""}, ["", ""], "…"):
        assert blank(empty)
    assert not blank({1: "", 2: "甲"}) and not blank(0)


def test_what_is_open_is_named_and_what_shows_the_answer_waits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lesson = Lesson(1)
    with use_lang("zh"):
        assert lesson.check("year", "").hint == "empty" and not lesson.done("year")
        assert capsys.readouterr().out.startswith("先做练习")
        for tried in (2011, 2009, 1949):
            assert not lesson.check("year", tried)
        assert lesson.done("year") and not capsys.readouterr().out
    other = Lesson(1)
    assert other.check("year", "２０１０年") and other.done("year")


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("answer = “甲、乙”", 'answer = "甲、乙"'),
        ("answer = 30个  # 在这里写", "answer = '30个'  # 在这里写"),
        ("answer = 甲", "answer = '甲'"),
        ("answer = 做法，成效", "answer = '做法，成效'"),
        ("answer = {1：“做法”，2：“成效”}", 'answer = {1:"做法",2:"成效"}'),
        ('answer = ["甲"，"乙"]', 'answer = ["甲","乙"]'),
        ("answer = ", "answer = ''"),
        ('answer = "甲”', 'answer = "甲"'),
        ("answer = lesson.title", "answer = lesson.title"),
        ("x = 3，4", "x = 3，4"),
    ],
)
def test_an_answer_without_quotes_or_with_full_width_marks_is_mended(
    typed: str, means: str
) -> None:
    assert repaired(typed, {"lesson"}) == means


def error(code: str) -> BaseException:
    try:
        exec(compile(code, "cell", "exec"), {})
    except Exception as error:
        return error
    raise AssertionError(code)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("lesson", "上面有格没有运行"),
        ("x = 甲", "没有写进引号"),
        ("x = 3，4", "全角符号“，”"),
        ('x = "甲', "引号只有一半"),
        ("x = (1", "括号没有成对"),
        ("  x = 1", "和上一行对齐"),
        ("x = = 1", "答案请写在引号里"),
        ("1 + '1'", "数不要加引号"),
        ("1 / 0", "除数是零"),
        ("{}['甲']", "没有 '甲' 这一项"),
        ("[][0]", "那一项不存在"),
        ("(1).x", "没有的名字"),
        ("open('没有.txt')", "核对文件名"),
        ("int('甲')", "给的值用不上"),
        ("raise ValueError('没有评定得分')", "没有评定得分"),
        ("raise OSError", "没有做成"),
        ("len()", "少写或多写了一项"),
        ("print('甲' x)", "少了一个英文逗号"),
    ],
)
def test_every_error_is_said_in_chinese(code: str, says: str) -> None:
    with use_lang("zh"):
        sentence = told(error(code), 1)
    assert says in sentence and sentence.startswith("第 1 行")
    with use_lang("en"):
        assert "line 1" in told(error(code), 1)


def test_in_a_notebook_answers_are_mended_and_errors_are_told() -> None:
    from jupyter_client.manager import start_new_kernel

    def run(code: str) -> tuple[str, str]:
        said: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            said.append(content.get("text") or content.get("data", {}).get("text/plain", ""))

        reply = client.execute_interactive(code, output_hook=hear, timeout=60)
        return reply["content"]["status"], "".join(said)

    ours = {"TOOLKIT_LANG": "zh", "PYTHONSTARTUP": str(lab.STARTUP)}  # as toolkit lab starts it
    manager, client = start_new_kernel(env={**__import__("os").environ, **ours})
    try:
        status, said = run('lesson.check("year", 2010)')
        assert status == "error" and "上面有格没有运行" in said and "Traceback" not in said
        assert run("import workshop\nlesson = workshop.Lesson(1)")[0] == "ok"
        status, said = run('answer = ２０１０年  # 在这里写\nlesson.check("year", answer)')
        assert status == "ok" and "✓" in said
        status, said = run("x = 1\nlesson.chekc()")
        assert (
            status == "error" and "✗ 第 2 行用了一个没有的名字" in said and "Traceback" not in said
        )
        status, said = run("x = (1，2")
        assert status == "error" and "全角符号“，”" in said
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_outside_of_a_notebook_nothing_is_installed() -> None:
    code = "import sys, workshop; workshop.Lesson(1); assert 'IPython' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
