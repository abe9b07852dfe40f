"""Lesson 1, what a report holds and leaves out: its figures sorted, the year behind an anniversary,
ratios, and the questions that it cannot answer."""

from __future__ import annotations

import re
from typing import Any

from toolkit.terms import lang, tr
from workshop.lessons.exercise import NotHere, task
from workshop.lessons.lesson_01_what_a_report_holds.marked_report import MarkedReport, load

__all__ = ["load"]

FOUNDED = 1921  # the Party's founding year, from which its anniversaries count
#: figures of the fictitious report in the order of the exercise, as printed, sorted by a person
SORTED = {
    "486个": "base",
    "132场": "activity",
    "36名": "input",
    "126万元": "input",
    "96%": "activity",
    "70个": "activity",
    "72%": "outcome",
    "11%": "outcome",
}
CLASSES = {
    "base": ("家底", "base"),
    "input": ("投入", "input"),
    "activity": ("活动", "activity"),
    "outcome": ("结果", "outcome"),
}
#: what a question about the missing numbers can be after, by the words it is asked in
KINDS = {
    "起点": r"起点|以前|之前|(?<!目)前|原来|原先|原有|现状|底子|基数|before|baseline",
    "对照": r"对照|比|别的|别处|其他|没有?(?:这么做|搞|做|开展|结对)|同期|elsewhere|other|compar",
    "兑现": r"兑现|完成|落实|做到|办成|办到|办完|kept|fulfil",
    "核验": r"谁[来去]?[核评测查数验]|由谁|核验|核实|[真虚]假|作假|真实|证据|凭什么"
    r"|who (?:checked|counted|measured)|verif",
    "花费": r"花|钱|经费|资金|成本|负担|人手|几天|时间|工作量|cost|spent|hours",
    "变化": r"变|群众|收入|满意|实惠|改善|转化|升级|摘帽|作用|带动|提高|解决"
    r"|better|changed|improve",
    "后来": r"年后|保持|持续|坚持|后来|今后|还在|明年|第二年|长效|反弹|afterwards|later|last",
}
ASKS = (
    r"多少|几|谁|哪|什么|是否|(\w)[不没]\1|有没有|有无|吗|怎|何"
    r"|\?|how|who|what|which|when|did|was|were|is|are"
)
#: what the report is about: a question names one of these, or leaves its subject out
ABOUT = re.compile(
    r"党|支部|组织|干部|书记|承诺|诺|表彰|典型|先进|后进|村|社区|群众|农户|农民|百姓|居民|家庭|户|帮|扶"
    r"|结对|联系|资金|项目|会议|活动|宣传|培训|评|榜|信息库|载体|做法|经验|县|乡|镇|部门|单位|基层|工作"
    r"|收入|满意|任务|问题|报告|数字|事|organi[sz]ation|member|part(?:y|ies)|commit|promise|award"
    r"|exemplar|village|people|help|money|report",
    re.I,
)
_SMALL = (
    r"[的了在是有和与把被对从到由为个件名项次年月天们这那些哪还都也就才会能要让给跟着过来去吗呢吧啊真做"
    r"上下里中之以及其各每又再没不样？?，、]"
)
TOLD = (
    r"(?:多少|几).{0,4}(?:党组织|党员|人|件|项).{0,6}承诺|承诺.{0,3}(?:多少|几)"
    r"|表彰.{0,4}(?:多少|几)"
)
TOLD_EN = (
    r"how many (?:members|organisations|commitments|items)[^,]{0,20}(?:made|promised|were made)"
)


# ---- sort the figures


def _class_names(data: MarkedReport) -> dict[str, str]:
    words = {tr(*names): key for key, names in CLASSES.items()}
    words["底数"] = "base"  # as the figure has it
    return words | {name: key for key, names in CLASSES.items() for name in names}


def _sort_hint(raw: str, answer: str) -> str:
    """Which misunderstanding puts a figure into a wrong class."""
    if SORTED[raw] == "outcome":
        return "change"
    if answer == "outcome":
        return {"96%": "percent", "70个": "awards"}.get(raw, "done")
    return "base" if raw == "486个" or answer == "base" else "spent"


def _judge_sort(answer: Any, data: MarkedReport, truth: dict[int, str]) -> str | None:
    if not isinstance(answer, dict) or set(answer) != set(truth):
        return None
    off = [n for n in truth if answer[n] != truth[n]]
    if not off or any(answer[n] not in CLASSES for n in off):
        return None if off else ""
    raw = list(SORTED)[off[0] - 1]
    return f"{_sort_hint(raw, answer[off[0]])}\n{off[0]}"


def _mistaken_sort(data: MarkedReport, truth: dict[int, str]) -> dict[str, dict[int, str]]:
    shares = {5: "outcome"}
    return {
        "percent": truth | shares,
        "awards": truth | {6: "outcome"},
        "done": truth | {2: "outcome"} | shares,
        "base": truth | {1: "input"},
        "spent": truth | {3: "activity", 4: "activity"},
        "change": truth | {8: "activity"},
    }


@task(1, "sort", wrong=_mistaken_sort, judge=_judge_sort, single=True, names=_class_names)
def sort(data: MarkedReport) -> dict[int, str]:
    """Eight figures of the report by class: base, input, activity, outcome."""
    printed = list(data.report.figures["raw"])
    if not set(SORTED) <= set(printed):
        raise NotHere(
            tr(
                "四类是由人分的，这份报告还没有人分过：请两人各分一遍，再对照。",
                "a person sorts into four classes and nobody has done so for this report: sort it "
                "twice and compare",
            )
        )
    return dict(enumerate(SORTED.values(), start=1))


# ---- the year of the awards


def _anniversary(data: MarkedReport) -> int:
    found = data.report.figures
    years = found.loc[(found["unit"] == "周年") & found["what"].str.contains("党"), "value"]
    if years.empty:
        raise NotHere(
            tr(
                "这份报告没有用建党周年记时间。",
                "this report dates nothing by the Party's anniversary",
            )
        )
    return int(years.iloc[0])


def _published(data: MarkedReport) -> int:
    years = [
        int(y) for text in data.report.dates["text"] for y in re.findall(r"(?:19|20)\d\d", text)
    ]
    return min(years, default=0)


def _mistaken_year(data: MarkedReport, truth: int) -> dict[str, int]:
    n = _anniversary(data)
    return {
        "published": _published(data),
        "from_one": FOUNDED + n - 1,
        "republic": 1949 + n,
        "number": n,
    }


@task(1, "year", wrong=_mistaken_year)
def year(data: MarkedReport) -> int:
    """The year in which the awards were given."""
    return FOUNDED + _anniversary(data)


# ---- the three ratios of the report of 2011


def _mistaken_ratios(data: MarkedReport, truth: tuple[float, ...]) -> dict[str, tuple[float, ...]]:
    f = data.facts
    items, members, share = truth
    return {
        "inverted": (1 / items, 1 / members, 100 / share),
        "by_organisation": (f["F3"] / f["F1"], members, share),
        "fraction": (items, members, share / 100),
        "all_awards": (items, members, 100 * (f["F5"] + f["F6"] + f["F7"]) / f["F1"]),
        "everybody": (f["F3"] / (f["F1"] + f["F2"]), members, share),
    }


@task(1, "ratios", wrong=_mistaken_ratios, tolerance=0.01)
def ratios(data: MarkedReport) -> tuple[float, float, float]:
    """Commitments a member, members an organisation, percentage of organisations commended: of the
    report of 2011."""
    f = data.facts
    return f["F3"] / f["F2"], f["F2"] / f["F1"], 100 * f["F5"] / f["F1"]


# ---- what the report cannot answer


def _asked(answer: Any) -> list[str]:
    """The questions in an answer, however they are set apart."""
    whole = "\n".join(map(str, answer)) if isinstance(answer, (list, tuple, set)) else str(answer)
    parts = re.split(r"(?<=[?？])|[\n；;。]", whole)
    return [part.strip() for part in parts if len(part.strip()) >= 4]


def _kinds(questions: list[str]) -> list[str]:
    """Sides that the questions ask after, each question counted for one side only."""
    touched = [{k for k, w in KINDS.items() if re.search(w, q, flags=re.I)} for q in questions]
    asked: dict[str, int] = {}

    def place(at: int, tried: set[str]) -> bool:
        for kind in sorted(touched[at] - tried):
            tried.add(kind)
            if kind not in asked or place(asked[kind], tried):
                asked[kind] = at
                return True
        return False

    for at in range(len(questions)):
        place(at, set())
    return [kind for kind in KINDS if kind in asked]


def _alike(first: str, second: str) -> bool:
    """Whether two questions share nearly all their pairs of signs, numbers left out."""
    one, two = (
        {text[i : i + 2] for i in range(len(text) - 1)}
        for text in (re.sub(r"[\W\d]", "", q.casefold()) for q in (first, second))
    )
    return len(one & two) > 0.75 * max(len(one | two), 1)


def _elsewhere(question: str) -> bool:
    """Whether a question is about something, and about nothing that the report holds: a question
    that leaves its subject out asks about the report."""
    if ABOUT.search(question) or not re.search("[一-鿿]", question):
        return False
    words = "|".join([*KINDS.values(), re.sub(r"\(\\w\)\[不没\]\\1\|", "", ASKS), _SMALL])
    return bool(re.search("[一-鿿]{2}", re.sub(words, " ", question)))


def _judge_questions(answer: Any, data: MarkedReport, truth: str) -> str:
    said = _asked(answer)
    questions = [q for q in said if re.search(ASKS, q.replace("？", "?"), flags=re.I)]
    told = [q for q in questions if re.search(TOLD, q) or re.search(TOLD_EN, q, flags=re.I)]
    told = [q for q in told if not re.search(KINDS["兑现"], q, flags=re.I)]
    kinds = _kinds(questions)
    if len(said) >= 5 and len(questions) < 5:
        return f"statements\n{next(s for s in said if s not in questions)}"
    if told:
        return f"told\n{told[0]}"
    if len(set(questions)) < 5:
        return f"few\n{len(set(questions))}"
    twice = [q for at, q in enumerate(questions) if any(_alike(q, p) for p in questions[:at])]
    if len(questions) - len(twice) < 5:
        return f"twice\n{twice[0]}"
    off = [q for q in questions if _elsewhere(q)]
    if len(questions) - len(off) < 3:
        return f"elsewhere\n{off[0]}"
    if len(kinds) < 3:
        return "one_sort" + (f"\n{'、'.join(kinds)}" if kinds and lang() == "zh" else "")
    return ""


def _mistaken_questions(data: MarkedReport, truth: str) -> dict[str, str]:
    asked = _asked(truth)
    told = tr("有多少个党组织作了承诺？", "How many organisations made promises?")
    kept = ("兑现了几件？", "完成了几成？", "落实了哪些？", "办成了几件？", "哪几件做到了？")
    done = ("承诺都已兑现。", "群众满意。", "经费到位。", "起点很低。", "别处没有做。")
    kept_en = [
        f"What share was kept in {month}?" for month in ("May", "June", "July", "August", "all")
    ]
    done_en = (
        "All promises kept.",
        "People satisfied.",
        "Money spent.",
        "Low start.",
        "None elsewhere.",
    )
    return {
        "few": "".join(asked[:3]),
        "told": "".join([*asked[:4], told]),
        "one_sort": tr("".join(kept), " ".join(kept_en)),
        "statements": tr("".join(done), "\n".join(done_en)),
    }


@task(1, "questions", wrong=_mistaken_questions, judge=_judge_questions)
def questions(data: MarkedReport) -> str:
    """Five questions that the report of 2011 cannot answer: one way to ask them."""
    return tr(
        "11066件承诺兑现了多少？兑现没有，由谁核的？没有公开承诺的党组织同期怎么样？"
        "后进村以前是什么样？办这些事花了多少钱？",
        "How many of the 11,066 items were kept? Who verified that? What became of organisations "
        "elsewhere? What were the villages like before? What did it cost?",
    )
