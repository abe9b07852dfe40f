"""The teacher's manual of a case on two pages: what to teach, when, with which questions and where
they lead, what the board may hold."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.reports import Section, Table, WrittenReport, nature_words
from toolkit.terms import tr
from workshop.talk.material import held_back, paragraph_number
from workshop.talk.small_questions import practice_name
from workshop.talk.wording import timed, wording


def document(title: str, what: str, nature: str, sections: list[Section]) -> WrittenReport:
    """A document of the classroom: its title, what it is and for whom, the line on the data's
    nature, its sections."""
    line, mark = nature_words(nature)
    return WrittenReport(title, what, line, sections, mark)


def manual(
    report: cases.Report,
    case: str,
    title: str,
    nature: str,
    *,
    coded: pd.DataFrame,
    asked: pd.DataFrame,
) -> WrittenReport:
    """The teacher's manual of one case: aims, timing, questions with where they lead, board plan;
    how the machine read the text stands in the page for the teacher."""
    from toolkit import cases

    study = cases.in_depth(report, case, winners_only=False)
    sections = [
        _aims(study, coded, report),
        _timing(),
        _board(study, coded, report),
        _answers(report, asked),
        *([_held(report)] if held_back(report) else []),
    ]
    made = document(title, tr("教师手册（课后再发学员）", "Teacher's manual"), nature, sections)
    made.brief = True
    return made


def _placed(report: cases.Report, table: pd.DataFrame) -> pd.DataFrame:
    """The table with its ``start, end`` as one place that a trainer finds: paragraph, sentence."""
    starts = [int(a) for a in table["start"]]
    place = []
    for a in starts:
        paragraph, number = paragraph_number(report, a), report.sentence_number(a)
        before = tr(f"〔{paragraph}〕", f"[{paragraph}] ") if paragraph else ""
        place.append(before + tr(f"第{number}句", f"sentence {number}"))
    return table.drop(columns=["start", "end"]).assign(text_place=place)


def _sentence(report: cases.Report, start: int, end: int) -> str:
    number = report.sentence_number(start)
    return " ".join(report.text[start:end].split()) + tr(
        f"〔第{number}句，{start}–{end}〕", f" [sentence {number}, {start}–{end}]"
    )


def _aims(study: Any, coded: pd.DataFrame, report: cases.Report) -> Section:
    practices, claims = coded["code"].nunique(), len(study.claims)
    rivals = len({r for v in study.claims["rivals"] for r in v.split(";") if r})
    aims = [
        tr(
            f"学先进学什么：学员能从正文找出做法（机器读到 {practices} 项），每项报得出第几句，"
            f"分得清做法与条件。",
            f"What to learn: find the practices (the machine read {practices}), name each one's "
            f"sentence, tell practice from condition.",
        ),
        tr(
            f"凭什么信：学员能把成效陈述（机器读到 {claims} 处）按证据分等，说出每一处还缺什么。",
            f"Why believe: grade the claimed effects (the machine read {claims}) by evidence and "
            f"say what each lacks.",
        ),
        tr(
            f"还可能是什么：学员能提出至少两种其他解释（正文提示了 {rivals} 种），"
            f"说出用什么材料排除。",
            f"What else: offer at least two other explanations (the text brings {rivals} to mind) "
            f"and what would rule them out.",
        ),
        tr(
            "践行先进如何践：学员能带回一项做法，先定什么时候停，再定第一步。",
            "How to practise: take one practice home; fix when to stop, then the first step.",
        ),
    ]
    aims.append(_not_stated(report))
    limit = tr(
        "机器读出的只是建议：上课前请对照正文改一遍。",
        "Suggested by the machine: check against the text before class.",
    )
    whole = tr(
        "正文没有读到结论性的句子，学员稿与原文相同。",
        "No concluding sentence was read: the class has the whole text.",
    )
    limits = [limit] if held_back(report) else [limit, whole]
    return Section("aims", tr("教学目标", "Aims"), paragraphs=aims, limits=limits)


def _timing() -> Section:
    steps = pd.DataFrame(
        timed("class_step"), columns=["step", "minutes_90", "minutes_180", "doing"]
    )
    table = Table(tr("用时（分钟）", "Timing in minutes"), steps, widths=(16, 17, 17, 50))
    return Section("timing", tr("怎么上", "How to run it"), tables=[table])


def _not_stated(report: cases.Report) -> str:
    """What a report should say and this one was not found to."""
    missing = [
        re.split("[：:]", name)[0]
        for _, name, _, rule in wording("stated")
        if not re.search(rule["cue"], report.folded)
    ]
    listed = tr("、", ", ").join(missing)
    every = tr(
        "该写的都读到了字样，写得够不够要看原文。",
        "Words for each were found; whether they say enough, the text must show.",
    )
    return tr(f"报告没有写：{listed}。", f"Not found: {listed}.") if missing else every


def _answers(report: cases.Report, asked: pd.DataFrame) -> Section:
    rows = asked[["number", "question", "look", "leads", "start", "end"]].copy()
    letters = {"large": tr("大", "L"), "small": tr("小", "S")}
    rows["ask_no"] = [f"{letters[s]}{n}" for s, n in zip(asked["size"], asked["number"])]
    leads = rows["leads"].str.replace(";", " ")
    rows["look"] = [
        a + (tr(f"；由小问题 {v} 引出", f"; led to by small {v}") if v else "")
        for a, v in zip(rows["look"], leads)
    ]
    shown = _placed(report, rows[["ask_no", "question", "look", "start", "end"]])
    table = Table("", shown, show=len(shown), widths=(7, 57, 22, 14))  # the heading names it
    note = tr(
        "出处：〔 〕内是学员稿的段号，第几句从标题数起。",
        "Place: in brackets the paragraph of the class's copy, then the sentence, the title first.",
    )
    return Section(
        "answers",
        tr("提问与落点", "Questions and where they lead"),
        paragraphs=[note],
        tables=[table],
    )


def _board(study: Any, coded: pd.DataFrame, report: cases.Report) -> Section:
    from toolkit.cases import rival_names
    from toolkit.reports import evidence_name

    at = report.sentence_number
    learn = [
        f"{practice_name(c)} {at(int(s))}"
        for c, s in coded.drop_duplicates("code")[["code", "start"]].itertuples(index=False)
    ]
    believe = [
        f"{evidence_name(c.evidence)} {at(int(c.start))}"
        for c in study.claims.itertuples(index=False)
    ]
    names = rival_names()
    explain = dict.fromkeys(
        re.split("[：:]", names[r])[0] for v in study.claims["rivals"] for r in v.split(";") if r
    )
    nothing = tr("（没有读到）", "(none read)")
    own = [tr("（由学员写）", "(the class)")]
    columns = {
        "board_learn": learn,
        "board_believe": believe,
        "board_explain": [*explain],
        "board_practise": own,
    }
    plan = pd.DataFrame({c: ["\n".join(v[:4]) or nothing] for c, v in columns.items()})
    said = tr(
        "黑板分四栏，先空着，由各组派人写；下面是可能出现的内容，数字是第几句。",
        "Four columns on the board, empty at first, filled by the groups; below what may come up, "
        "with sentence numbers.",
    )
    return Section(
        "board",
        tr("板书设计", "Board plan"),
        paragraphs=[said],
        tables=[Table("", plan, widths=(5, 4, 4, 4), tall=12.0)],
    )


def _held(report: cases.Report) -> Section:
    hidden = held_back(report)
    rows = [_sentence(report, a, b) for a, b in hidden]
    said = tr(
        "归纳小结时念出，和学员自己得出的对照：哪些一样，哪些是报告跳过去的。",
        "Read out at the end, beside the class's own conclusions.",
    )
    title = tr("扣下的原文", "What was held back")
    return Section("held", title, paragraphs=[said, *rows])
