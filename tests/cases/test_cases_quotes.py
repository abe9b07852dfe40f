"""Quotations and their kinds, most of all programmes against everything else that stands in
quotation marks."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit import cases

#: lines of our own, one quotation or more of one kind each
LINES = pd.read_csv(Path(__file__).parent / "data" / "quotations.csv", dtype=str)


def test_kinds_of_quotations():
    wrong = []
    for kind, line in LINES.itertuples(index=False):
        quotes = cases.read(f"今年以来，{line}。\n正文。").quotes
        if set(quotes["kind"]) != {kind}:
            wrong.append((kind, line, quotes["kind"].tolist()))
    assert wrong == []


def test_names_in_a_row_share_the_last_word():
    report = cases.read("开展“双培双带”、“联村帮户”和“亮旗”活动，解决“肠梗阻”问题。")
    assert report.programmes["name"].tolist() == ["双培双带", "联村帮户", "亮旗"]


def test_members_of_a_programme():
    report = cases.read(
        "推行“三带”活动（带思想、带技术、带致富），效果好。又抓“双联”工程，即干部联户、党员联岗。"
    )
    assert report.programmes["members"].tolist() == ["带思想;带技术;带致富", "干部联户;党员联岗"]


def test_unquoted_number_abbreviations_need_the_word_of_a_programme():
    assert cases.read("全面开展三级联创活动，村里落实四议两公开制度。").programmes[
        "name"
    ].tolist() == ["三级联创", "四议两公开"]
    assert cases.read("三个村的活动，两名党员的制度，三户人家的行动。").programmes.empty


def test_what_is_told_of_a_name_is_none():
    report = cases.read("推行“干部和党员当众许下诺言”的“双亮双诺”活动，办起“邻里课堂”。")
    assert report.programmes["name"].tolist() == ["双亮双诺", "邻里课堂"]


def test_the_activity_room_is_no_activity():
    assert cases.read("改建“红星”活动室，“老党员”活动中心也开了门。").programmes.empty


def test_brackets_of_the_traditional_script():
    report = cases.read("開展「三級聯創」活動，解決「最後一公里」問題。")
    assert report.quotes[["text", "kind"]].to_numpy().tolist() == [
        ["三級聯創", "programme"],
        ["最後一公里", "emphasis"],
    ]


def test_titles_of_works_and_unmatched_marks_are_no_quotation():
    report = cases.read("学习《山村来信》和“没有结束的引语。\n下一行”也没有开头。")
    assert report.quotes.empty and report.programmes.empty


def test_quotes_of_every_make():
    text = (
        "开展“三级联创“活动，推行＂双培双带＂工程，实施″三村联动″工程，开展“‘四议两公开’主题”活动。"
    )
    found = cases.read(text).quotes["text"].tolist()
    assert {"三级联创", "双培双带", "三村联动", "四议两公开"} <= set(found)


@pytest.mark.parametrize(
    "line",
    [
        "开展“五事联办“活动，推行”三帮三带”工程。",  # each pair typed with one key
        "开展”五事联办“活动，推行”三帮三带“工程。",  # the wrong way round
        '开展“五事联办"活动，推行"三帮三带”工程。',
        "开展‘五事联办‘活动，推行’三帮三带’工程。",
        "开展'五事联办'活动，推行＇三帮三带＇工程。",
        "开展〝五事联办〟活动，推行„三帮三带‟工程。",
        "开展ˮ五事联办ˮ活动，推行′三帮三带′工程。",
        "开展“ 五事联办 ”活动，推行“\u3000三帮三带\u3000”工程。",
        "开展“‘五事联办’专项”行动，推行“‘三帮三带’示范”工程。",
        "开展“深化‘五事联办’、推进‘三帮三带’”活动。",
    ],
)
def test_marks_typed_wrong_hold_the_same_names(line):
    report = cases.read(f"石桥镇材料（虚构）\n{line}\n")
    assert report.programmes["name"].tolist() == ["五事联办", "三帮三带"]
    assert [report.text[a:b] for a, b in zip(report.programmes["start"], report.programmes["end"])]


@pytest.mark.parametrize(
    "line",
    [
        "学习“三个代表“思想”，服务群众。",
        "他说“行”，又说“好”。",
        "好”。他说“行",
        "每日5'30''，满分30'。",
        "It's the party's day. “五事联办”",
        "“没有结束的引语，“另一句”。",
    ],
)
def test_marks_that_are_right_or_cannot_be_told_stay(line):
    from toolkit.cases.quotes import right_marks

    assert right_marks(line) == line


@pytest.mark.parametrize(
    "text",
    [
        "要学习借鉴莲塘区“一企一村一项目”的成功做法。",
        "别的街道“周五夜谈”搞得好，我们也要试。",
        "市二院受到表彰，其“四查四看”经验将推广。",
        "党员大会定下，不许搞“大拜年”。",
        "部分支部“三会一课”走过场，党员意见不小。",
        "在关键工序设立“党员先锋岗”28个。",
        "曾经的“老大难”单位变了样。",
    ],
)
def test_what_others_run_or_is_hollow_or_a_post_or_a_nickname_is_no_programme(text):
    assert cases.read(f"某单位小结\n{text}\n").programmes.empty


def test_what_the_title_quotes_and_the_text_comes_back_to_is_a_programme():
    text = "“邻里节”之后\n街道要我们查一查“邻里节”办得怎样。我们查了，“邻里节”来的人不少。\n"
    assert set(cases.read(text).programmes["name"]) == {"邻里节"}


@pytest.mark.parametrize(
    ("line", "programmes"),
    [
        ("镇里在渡口设了“摆渡人家”，每逢三六九有人值守。摆渡人家开到天黑。", ["摆渡人家"]),
        ("“灶边算账”是村支部立下的规矩，每月初一开锅前先报账。", ["灶边算账"]),
        ("厂里推出“夜班一盏灯”“老师傅门诊”和“错件回炉”三项措施。", 3),
        ("这个办法叫“门把手”，社区用了三年。", ["门把手"]),
        ("学校办起《晨读十分》，由学生轮流领读。", ["晨读十分"]),
        ("街道建立“楼道合伙人”制度，把“没人管”的事管起来。", ["楼道合伙人"]),
        ("学校办起晨露书角、“慢半拍”和周三泥巴课。", ["晨露书角", "慢半拍", "周三泥巴课"]),
        ("社区又添了树荫书桌和“楼长有约”两个项目。", ["树荫书桌", "楼长有约"]),
        ("推出“老把头门诊”（老矿长、老班长、老队长）和出井一杯茶。", ["老把头门诊", "出井一杯茶"]),
        ("党员编成班，起名清早敲门，每天敲两遍。", ["清早敲门"]),
        ("开展志愿服务、“微心愿”认领活动和走访慰问。", ["微心愿"]),
        ("老人说“这下放心了”，邻居也说“放心”。", []),
        ("要防止把“留痕”当政绩，决不能搞“大呼隆”。", []),
        ("学校获评“绿色校园”，两名教师被评为“最美园丁”。", []),
        ("组织职工学习《工会法》和《安全生产条例》。", []),
        ("隔壁镇的“石桥夜话”很热闹，我们没有办。", []),
    ],
)
def test_programmes_in_plain_words_and_what_only_looks_like_one(line, programmes):
    found = cases.read(f"某单位小结\n{line}\n以上报告。\n").programmes["name"].tolist()
    names = list(dict.fromkeys(found))
    assert (len(names) if isinstance(programmes, int) else names) == programmes


@pytest.mark.parametrize(
    ("title", "below", "names"),
    [
        ("陶坪村“水中月亮”加工厂", "厂房盖好三年，没有开过一天工。", []),
        ("一口“喝不上水”的井", "打井花了十二万元，水泵没有装。村民照旧挑水。", []),
        ("从“热炕头”到“冷板凳”", "支书换了两任，开会的人越来越少。", []),
        ("东关社区“夕阳茶桌”（虚构）", "夕阳茶桌每周二开，老人来说事。", ["夕阳茶桌"]),
        ("“蓝马灯”照夜路", "十二名党员轮班巡夜，居民叫他们马灯队，提灯送人回家。", ["蓝马灯"]),
        ("关于推行“挂钥匙”制度的报告", "全镇干部照此办理，群众满意。", ["挂钥匙"]),
    ],
)
def test_titles_quote_names_that_the_text_comes_back_to_and_figures_of_speech(title, below, names):
    assert list(dict.fromkeys(cases.read(f"{title}\n{below}\n").programmes["name"])) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("这是全市第一批“支部+药田”试点，药农入股。", ["支部+药田"]),
        ("推行“党建+物流”模式，设点20处。", ["党建+物流"]),
        ("全镇推行支部+合作社+农户模式，收入涨了。", ["支部+合作社+农户"]),
        ("探索网格＋楼长治理模式。", ["网格＋楼长"]),
        ("形成“政府+社会”的投入格局，干部“5+2”加班。", []),
        ("一批“老好人”干部被调整。", []),
        ("评出“五星网格”12个，开展“护河之星”评选活动。", ["护河之星"]),
        ("3名护士被评为“微笑之星”，一人荣获“岗位之星”称号。", []),
    ],
)
def test_names_joined_by_plus_and_titles_run_as_activities(line, names):
    found = cases.read(f"某单位小结\n{line}\n以上报告。\n").programmes["name"].tolist()
    assert found == names
