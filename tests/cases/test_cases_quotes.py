"""Quotations and their kinds, most of all programmes against everything else that stands in
quotation marks."""

import pytest

from toolkit import cases

KINDS = {
    "programme": """深入开展“三级联创”活动
推行“四议两公开”工作法
建立“三会一课”制度
推广“党支部+合作社+农户”模式
评选“最美家庭”活动
开展“不忘初心、牢记使命”主题教育
推进“两学一做”学习教育常态化
推出“板凳课堂”
打造“红色驿站”党建品牌
设立“党员先锋岗”
实行“积分制管理”
落实“一岗双责”
建立“群众点单、支部派单、党员接单”工作机制
实施“头雁领航”
启动“银龄互助”计划
以“五联五促”为抓手
“三培双带”成效明显
开办“田间夜校”
创新“网格吹哨、部门报到”机制
搭建“微心愿”认领平台
推行党务公开“阳光工程”
建立村干部“坐班制”
实行“联户包片”
开展“学雷锋”志愿服务活动
实施“强基固本”工程
抓实“双报到”工作
开展“党旗飘扬在一线”主题党日
完善“民情日记”制度
推广“一线工作法”
探索“三联三促”机制
开展“大走访、大排查”活动""",
    "emphasis": """解决服务群众“最后一公里”问题
打破“等靠要”思想
甩掉“软骨头”帽子
曾是远近闻名的“上访村”
“两委”班子团结有力
当好“领头雁”
成为群众的“贴心人”
“十二五”期间
“三农”政策
“八小时之外”的监督
“七一”前夕
“两张皮”现象
严防“四风”反弹
克服“一刀切”
组建“红马甲”志愿服务队
村里的“能人”回来了
慰问“五保户”
由“看客”变“主角”
破除“一言堂”
扭转“散沙”局面
啃下“硬骨头”
摘掉“穷帽子”
治理“庸懒散”问题
拔掉“穷根子”的人
变“要我干”为“我要干”
存在“一头热”现象
走出“空壳”困境
告别“一锅粥”
他是出了名的“倔老头”
存在“重业务、轻党建”问题""",
    "slogan": """坚持“围绕发展抓党建、抓好党建促发展”的工作思路
树立“群众利益无小事”理念
围绕“抓什么、怎么抓”开展讨论
形成“比学赶超”的浓厚氛围
“村看村、户看户、群众看干部”
按照“缺什么、补什么”的原则
开展“学党章、守纪律、当先锋”主题活动
本着“先易后难、逐步推开”的原则
打造“一个支部一面旗、一名党员一盏灯”
喊响“有困难、找支部”的口号""",
    "method": """采取“走出去、请进来”的方式
以“书记领学、干部促学”等形式
通过“一问、二看、三评”的办法
按照“先党内、后党外”的程序
采用“一事一议、一村一策”的办法""",
    "honour": """荣获“全国文明村”称号
被授予“先进基层党组织”荣誉称号
村党支部被评为“五星级党组织”
获得“五一劳动奖状”""",
    "place": """建起“爱心超市”
新建“怡乐广场”
老人都爱去“幸福小院”""",
    "speech": """老人感慨地说：“现在日子好过了。”
支书常说：“干部不领，水牛掉井。”""",
}


def test_kinds_of_quotations():
    wrong = []
    for kind, lines in KINDS.items():
        for line in lines.split("\n"):
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
    "text",
    [
        "要学习借鉴莲塘区“一企一村一项目”的成功做法。",
        "别的街道“周五夜谈”搞得好，我们也要试。",
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
    assert cases.read(text.replace("“邻里节”办得", "它办得")).programmes.empty
