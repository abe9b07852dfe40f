"""Headings by kind: words that count on, numerals after a marker, first sentences that head their
paragraphs; and what only looks like one."""

import pytest

from toolkit import cases

BODY = "村党支部把这件事放在心上，隔三差五到户里坐一坐，听听大家怎么说，再回来合计办法。"


def outline(text):
    got = cases.read(text).outline
    return list(zip(got["level"], got["marker"], got["heading"]))


SERIES = [
    ("镜头一：", "镜头二："),
    ("镜头之一：", "镜头之二："),
    ("片段一：", "片段二："),
    ("故事之一　", "故事之二　"),
    ("账一：", "账二："),
    ("场景1：", "场景2："),
    ("【镜头一】", "【镜头二】"),
    ("（画面一）", "（画面二）"),
    ("变化一 ", "变化二 "),
    ("见闻一——", "见闻二——"),
    ("第一个镜头：", "第二个镜头："),
    ("第一本账：", "第二本账："),
    ("第一幕：", "第二幕："),
    ("第一站：", "第二站："),
    ("第一块黑板：", "第二块黑板："),
    ("01 ", "02 "),
    ("一问：", "二问："),
    ("关键词一：", "关键词二："),
]


@pytest.mark.parametrize(("first", "second"), SERIES)
def test_any_word_that_counts_from_one_on_is_a_marker(first, second):
    text = f"工地两日\n{BODY}\n{first}板房里的支部\n{BODY}\n{second}安全帽上的红杠\n{BODY}\n"
    assert [h for _, _, h in outline(text)] == ["板房里的支部", "安全帽上的红杠"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("星期一 学文件", "星期二 走农户"),
        ("周一：学文件", "周二：走农户"),
        ("2021年一 季度", "2021年二 季度"),
        ("第一天：学文件", "第二天：走农户"),
    ],
)
def test_what_counts_days_is_no_marker(first, second):
    got = outline(f"支部一周\n{BODY}\n{first}\n{BODY}\n{second}\n{BODY}\n")
    assert {marker for _, marker, _ in got} <= {""}


NUMERALS = [
    ("话从麻将桌说起", "三家凑出一间教室", "姐妹们的话"),
    ("二十年的老账清了", "三代人的心愿圆了", "四邻八舍都服气"),
    ("先修路", "三村联手，修通断头路", "四季有花"),
    ("先修路", "三个月摸清家底", "四十扇门挨个敲"),
    ("先修路", "二十三户签了字", "五保户住进新房"),
]


@pytest.mark.parametrize("heads", NUMERALS)
@pytest.mark.parametrize("mark", ["、"])
def test_a_heading_may_begin_with_a_numeral(heads, mark):
    text = "夜校的发言\n" + "".join(
        f"{n}{mark}{head}\n{BODY}\n" for n, head in zip("一二三", heads)
    )
    if "，" not in "".join(heads):
        run_in = "夜校的发言\n" + "".join(
            f"{n}{mark}{head}。{BODY}\n" for n, head in zip("一二三", heads)
        )
        assert [h for _, _, h in outline(run_in)] == list(heads)
    assert [(m, h) for _, m, h in outline(text)] == [
        (n + mark, head) for n, head in zip("一二三", heads)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "二、三组的群众先搬，四组随后。",
        "二、三产业收入占了大头，一产反而少了。",
        "二、三月间雨多，工期拖了半个月。",
    ],
)
def test_a_count_of_things_after_a_first_point_is_no_marker(line):
    assert [h for _, _, h in outline(f"某村纪事\n一、抓班子\n{BODY}\n{line}{BODY}\n")] == ["抓班子"]


LEADS = [
    ["看账本", "看会场", "看人心"],
    ["看账本", "看会场", "看人心", "也有不足"],
    ["路通了", "水来了", "灯亮了"],
    ["账算清了", "人想通了", "劲使上了"],
    ["组织建在网格", "服务送到楼道", "评议放到院坝"],
    ["问计于民", "问需于民", "问效于民"],
    ["眼光向下找", "用心用情讲出去", "跟上去不断线"],
    ["队伍强了", "产业旺了", "风气正了"],
    ["门好进", "脸好看", "事好办"],
    ["干部动起来", "党员亮起来", "群众跟起来"],
    ["村看村", "户看户", "党员看支部"],
    ["“小板凳”管用", "“小账本”透明", "“小喇叭”暖心"],
]


@pytest.mark.parametrize("leads", LEADS)
def test_short_first_sentences_of_like_build_head_their_paragraphs(leads):
    text = f"回访报告\n{BODY}\n" + "".join(f"{lead}。{BODY}\n" for lead in leads)
    assert [h for _, _, h in outline(text + f"以上报告。{BODY}\n")] == leads


@pytest.mark.parametrize(
    "leads",
    [
        ["服务明显见好", "队伍却不如上年"],
        ["环境变美了", "人气却淡了"],
        ["值得肯定的地方", "需要改进的地方"],
        ["收入有增", "投诉未减"],
    ],
)
def test_two_short_first_sentences_that_fill_a_section_head_their_paragraphs(leads):
    led = "".join(f"{lead}。{BODY}\n" for lead in leads)
    text = f"小结\n一、做法\n{BODY}\n二、成效与问题\n{led}三、打算\n{BODY}\n"
    assert [h for _, _, h in outline(text)] == ["做法", "成效与问题", *leads, "打算"]


STORIES = [
    ["起初没有人信", "后来有人信了", "如今大家都来了"],
    ["变化是从挂牌子开始的", "接着是还债"],
    ["做过的事情有这么几件", "没做成的事情更多"],
    ["我做的事情不多", "年轻人还是不回来"],
    ["情况不容乐观", "该做的街道也做过"],
    ["我带的是焊接二班", "也有没带好的"],
    ["先说分工", "再说妇女这头"],
    ["先是把党员找出来", "再是办事"],
    ["下坪村在石门乡挂了号", "覃育民只做事"],
    ["去年发了大水", "今年又遇旱"],
    ["可是扣子没有解开", "原因我们想了很久"],
    ["他没有走", "她也没有走", "谁都没有走"],
    ["老支书摇摇头", "会计叹了口气"],
    ["账上还有3万元", "库里还有5吨"],
]


@pytest.mark.parametrize("leads", STORIES)
def test_first_sentences_of_a_story_are_no_headings(leads):
    text = f"一个村的故事\n{BODY}\n" + "".join(f"{lead}。{BODY}\n" for lead in leads)
    assert outline(text + BODY) == []


@pytest.mark.parametrize(
    "line",
    [
        "今天把大家请来，不是听喜报，是来照镜子的。",
        "为什么会掉下来？我看有这么几条。",
        "现将有关情况报告如下。",
        "这份材料，院党委要求写真话。",
        "往后能不能好一点，不好说。",
        "村口的老槐树又绿了。",
        "一根新线正从三楼窗口慢慢放下来。",
        "请于7月15日前报县委组织部。",
        "三件事没有做好。",
        "账要算两面。",
        "我们建议：",
    ],
)
def test_a_sentence_on_a_line_of_its_own_is_no_heading(line):
    assert outline(f"某村纪事\n{BODY}\n{line}\n{BODY * 2}\n{BODY}\n") == []


def test_sentences_of_one_measure_on_lines_of_their_own_are_headings():
    text = f"某村经验\n转变作风，服务到家。\n{BODY * 2}\n健全制度，管到长远。\n{BODY * 2}\n"
    assert [h for _, _, h in outline(text)] == ["转变作风，服务到家", "健全制度，管到长远"]


@pytest.mark.parametrize(
    "points",
    [
        "首先要动真格。{0}其次要补短板。{0}再次要改作风。{0}",
        "首先抓好学习。{0}其次管好队伍。{0}最后兑现承诺。{0}",
        "首先请各村自查。{0}其次由镇里抽查。{0}",
    ],
)
def test_what_a_speaker_asks_for_in_one_breath_has_no_headings(points):
    assert outline(f"在调度会上的讲话\n{BODY}\n怎么办？{points.format(BODY)}\n") == []


def test_words_in_brackets_head_what_follows_them():
    text = f"一碗茶里的调解\n【摘要】{BODY}\n【背景】{BODY}\n【做法】\n{BODY}\n〔启示〕{BODY}\n"
    assert [h for _, _, h in outline(text)] == ["背景", "做法", "启示"]
    assert outline(f"一碗茶里的调解\n{BODY}\n【提示】{BODY}\n") == []


def test_long_headings_of_one_measure_are_no_wrapped_paragraph():
    heads = ["把支部建在产业链上让党员都有用武之地", "把账本晒在村口墙上让群众都能看得明白"]
    heads += ["把评议放在农家院里让好坏都由乡亲来说", "把责任压在干部肩上让事情都有人来接手"]
    heads += ["把办法写进村规民约让规矩都能长久管用"]
    text = "某村的经验\n" + "".join(f"{head}\n{BODY * 2}\n" for head in heads)
    assert [h for _, _, h in outline(text)] == heads
