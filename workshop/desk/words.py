"""The words on the desk; its script holds none of its own."""

from __future__ import annotations

from toolkit.terms import tr


def words() -> dict[str, str]:
    """Every fixed word of the page, in the reader's language."""
    return _coding() | _comparing() | _writing()


def _coding() -> dict[str, str]:
    return {
        "begin": tr(
            "先点一句话（或选中几个词），再点编码。",
            "Click a sentence (or select words of it), then a code.",
        ),
        "keys": tr(
            "键盘：数字（阶段）、字母（编码），↑↓ 换句，←→ 选词（Shift 加长），0 无，"
            "y 采纳 n 不采纳，e 证据 m 备忘，Ctrl+Z 撤销",
            "Keys: digit (stage), letter (code), ↑↓ sentence, ←→ words (Shift: longer), 0 nothing, "
            "y take, n decline, e evidence, m memo, Ctrl+Z undo",
        ),
        "tab_code": tr("编码", "Code"),
        "tab_differ": tr("两人对照", "Two coders"),
        "tab_write": tr("归纳并核对", "Write and check"),
        "undo": tr("撤销", "Undo"),
        "redo": tr("重做", "Redo"),
        "xlsx": tr("导出表格", "Excel"),
        "qdpx": tr("导出 .qdpx", "Export .qdpx"),
        "import": tr("读入", "Read in"),
        "more": tr("更多", "More"),
        "case": tr("报告", "Report"),
        "coder": tr("编码员", "Coder"),
        "turn": tr("换人", "Change"),
        "outline": tr("提纲", "Outline"),
        "palette": tr("编码表", "Codes"),
        "text": tr("正文", "Text"),
        "sentence": tr("第 {0} 句", "sentence {0}"),
        "sentence_short": tr("第{0}句", "sentence {0}"),
        "selected": tr("选中：", "selected: "),
        "one_sentence": tr(
            "（一处编码放在一句里：只取起头的这一句）",
            " (a code stands in one sentence: the one where the selection began)",
        ),
        "nothing": tr("无（看过，没有编码）", "nothing here"),
        "because": tr("（因为：{0}）", " (because of: {0})"),
        "alike": tr("（用词与定义相近）", " (worded like the definition)"),
        "suggests": tr("机器建议：", "suggested: "),
        "colon": tr("：", ": "),
        "take": tr("采纳", "Take"),
        "decline": tr("不采纳", "Decline"),
        "hidden": tr(
            "盲编：机器建议和别人的编码在“第一遍编完”之后才显示。",
            "Blind: suggestions and other people's codes show once the first pass is done.",
        ),
        "finish": tr("第一遍编完", "First pass done"),
        "finished": tr("第一遍已编完", "First pass is done"),
        "grade": tr("证据等级", "Grade of evidence"),
        "no_grade": tr("未评", "not graded"),
        "memo": tr("备忘", "Memo"),
        "remove": tr("取下这个编码", "Take this code off"),
        "definition": tr("定义", "Definition"),
        "close": tr("关闭", "Close"),
        "empty": tr("这份报告里没有文字。", "There is no text in this report."),
        "unread": tr("没有读进来的内容", "What was not read"),
    }


def _comparing() -> dict[str, str]:
    return {
        "edit": tr("改定义", "Mend it"),
        "keep": tr("保存定义", "Keep it"),
        "yes": tr("编了：", "coded by: "),
        "no": tr("没编：", "not coded by: "),
        "go": tr("去看这一句", "See the sentence"),
        "code": tr("编码", "Code"),
        "percent": tr("一致", "agree"),
        "agreement": tr("逐码一致程度", "Agreement by code"),
        "one_coder": tr(
            "这份报告还只有一个人编过：换第二个人编，或读入他的表格、.qdpx。",
            "Only one person has coded this report: let a second one code, or read in their "
            "workbook or .qdpx.",
        ),
        "finish_first": tr(
            "盲编还没完：先点“第一遍编完”，再看对照。",
            "Blind coding is not over: press First pass done before comparing.",
        ),
        "same": tr("两人没有不同。", "No differences. "),
        "still_coding": tr(
            "{0} 还没点“第一遍编完”：没编到的句子现在也算“没编”。",
            "{0} has not pressed First pass done: sentences not reached count as not coded, too.",
        ),
        "kappa": tr(
            "一致：两人判断相同的句子占多少。κ、α 去掉碰巧相同的部分：1 是完全一致，0 和碰巧一样；"
            "一个码只用过一两处时不稳。只算各人都编过的报告。",
            "Agree: share of sentences judged alike. κ and α take out chance: 1 is full agreement, "
            "0 no more than chance; unsteady where a code was used once or twice. Only reports "
            "that more than one person coded count.",
        ),
    }


def _writing() -> dict[str, str]:
    return {
        "summary": tr(
            "归纳（每句后注出处，如（C05，第3句））",
            "Summary; a source behind each claim, as [C05, sentence 3]",
        ),
        "check": tr("逐句核对", "Check it"),
        "characters": tr("{0} 字", "{0} characters"),
        "claim": tr("这句话", "Claim"),
        "verdict": tr("核对", "Found"),
        "source": tr("出处", "Source"),
        "cited": tr("原句", "The source says"),
    }
