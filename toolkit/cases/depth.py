"""One case in depth: timeline, actors, and each claim with its evidence, rival explanations and
process-tracing test."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from toolkit.cases.by_case import as_cases, shown_to_others
from toolkit.cases.patterns import evidence_table
from toolkit.cases.report import Report
from toolkit.cases.script import ordinary
from toolkit.cases.sources import CaseError
from toolkit.records import FileProblem, read_columns
from toolkit.terms import heading, tr, word

__all__ = ["CaseStudy", "cross_case", "in_depth", "rival_names"]

#: what the printed evidence could at most serve as (Van Evera 1997; Collier 2011); a person decides
_AT_MOST = {
    "slogan": "straw_in_the_wind",
    "activity": "straw_in_the_wind",
    "number": "straw_in_the_wind",
    "number_with_base": "hoop",
    "before_after": "hoop",
    "comparison": "smoking_gun",
    "witness": "smoking_gun",
}
#: rival explanations and the words that bring them to mind; the last two can never be left out
_RIVALS = (
    ("regression_to_mean", r"后进|整顿|软弱涣散|垫底|倒数|末位|最差|落后"),
    ("common_trend", r"全县|同期|普遍|上涨|市场|价格|政策|减免|各地|近年"),
    ("resources", r"资金|投入|万元|项目|扶持|拨付|贷款|补贴"),
    ("other_programme", r"更换|扶贫|改造|搬迁|合并|换届|新政|试点|工程"),
    ("helper_judges", r"验收|考核|打分|评为|评分|自评|检查"),
    ("one_person", r"书记|带头人|能人|厂长|校长|老党员"),
    ("selective_count", r"率|%|满意|参与|人次"),
)
#: what a person may say of a claim (Chinese, English)
VERDICTS = (("通过", "passes"), ("未通过", "fails"), ("无法判断", "cannot say"))
_PLACES = ("start", "end")
_COMPARED = re.compile(r"(?:较|比|与|同|和|于|是)$")
_COMPARED_AFTER = re.compile(r"[^，。；]{0,6}(?:相比|底数|持平)|(?:同期|时)?[还更]?[高低]")
_ACTOR = re.compile(
    r"党委|党总支|党支部|支部|村委会|居委会|工会|共青团|团委|妇联|工作队|第一书记|驻村干部|合作社|公司|企业|学校|社区|街道|政府|[县市区镇乡](?:(?!的)[一-龥]){1,5}局|组织部|群众|村民|居民|职工|教师|党员|能人|专家|技术员|审计|第三方"
)


def rival_names() -> dict[str, str]:
    """Rival explanations in the reader's words, by the names that `CaseStudy.claims` uses.

    Examples
    --------
    >>> from toolkit import cases
    >>> list(cases.rival_names().values())[:2]
    ['均值回归：起点特别差，不帮也会好一些', '共同趋势：别处同期也在变']
    """
    return {
        "regression_to_mean": tr(
            "均值回归：起点特别差，不帮也会好一些",
            "regression to the mean: from so low a start some rise comes anyway",
        ),
        "common_trend": tr(
            "共同趋势：别处同期也在变", "common trend: others changed at the same time"
        ),
        "resources": tr(
            "资源效应：换谁得到这笔投入都会变", "resources: anyone given as much would have changed"
        ),
        "other_programme": tr("同期其他工作或变动", "another programme or change of the same time"),
        "helper_judges": tr(
            "评价者即帮扶者：上报口径高于核验口径",
            "the helper judges: the reported measure exceeds the verified one",
        ),
        "one_person": tr(
            "个别能人作用，换人难再现", "one able person, hard to repeat with another"
        ),
        "selective_count": tr(
            "口径选择：只数了好看的", "selective counting: only what looks well was counted"
        ),
    }


@dataclass(frozen=True)
class CaseStudy:
    """One case in depth.

    Attributes
    ----------
    case : str
    timeline : DataFrame
        ``date, text, start, end`` in the order of the text.
    actors : DataFrame
        ``actor, mentions, first_at`` (where the first mention stands), most mentioned first.
    claims : DataFrame
        ``text, start, end, evidence, test, rivals`` and the empty columns ``verdict, reason`` for a
        person: `test` is the strongest process-tracing test that the printed evidence could serve
        as, `rivals` the explanations (;-joined) that would have to be ruled out first.
    note : str
        What this case alone cannot show.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> study = cases.in_depth(report)
    >>> study.claims[["text", "evidence", "test"]].values.tolist()
    [['村集体收入由3万元增至5万元。', 'before_after', 'hoop']]
    """

    case: str
    timeline: pd.DataFrame
    actors: pd.DataFrame
    claims: pd.DataFrame
    note: str

    def to_excel(self, path: Path | str) -> Path:
        """Three sheets, the verdicts with a dropdown; returns the path written."""
        from toolkit.records import Sheet, write_book

        claims = self.claims.assign(
            evidence=[word("evidence", g) for g in self.claims["evidence"]],
            test=[word("process_test", t, short=True) for t in self.claims["test"]],
            rivals=[
                ";".join(rival_names().get(r, r) for r in v.split(";") if r)
                for v in self.claims["rivals"]
            ],
        )
        verdicts = {"verdict": [tr(*pair) for pair in VERDICTS]}
        headings = {c: heading(c, "coding") for c in ("start", "end")}
        sheets = [
            Sheet(
                tr("证据检验", "claims"),
                claims,
                choices=verdicts,
                notes=(self.note,),
                headings=headings,
                widths={"text": 60, "rivals": 44},
            ),
            Sheet(tr("时间线", "timeline"), self.timeline, headings=headings, widths={"text": 70}),
            Sheet(tr("行动者", "actors"), self.actors),
        ]
        return write_book(path, sheets)

    def judged(self, path: Path | str) -> CaseStudy:
        """The study with the verdicts and reasons that a person filled into its workbook.

        Parameters
        ----------
        path : path
            A workbook of `to_excel`; rows are found again by their place in the report, in
            whatever order they now stand.

        Returns
        -------
        CaseStudy
            With ``verdict`` in the words of the sheet and ``reason`` filled; claims that nobody
            judged stay empty.

        Raises
        ------
        CaseError
            A row that is no claim of this report, a verdict that is none, or one without its
            reason; all at once, with their rows.
        """
        columns = {c: tuple(heading(c, "coding", g) for g in ("zh", "en")) for c in _PLACES}
        try:
            filled = read_columns(
                path,
                columns | {"verdict": (), "reason": ()},
                ["start", "end", "verdict", "reason"],
            ).fillna("")
        except FileProblem as error:
            raise CaseError(str(error)) from error
        places = {(int(c.start), int(c.end)): i for i, c in enumerate(self.claims.itertuples())}
        verdicts, reasons = [""] * len(places), [""] * len(places)
        known, wrong = {v for pair in VERDICTS for v in pair}, []
        for row in filled.itertuples():
            at = places.get((_place(row.start), _place(row.end)))
            said, why = str(row.verdict).strip(), str(row.reason).strip()
            if at is None:
                wrong.append(
                    tr(f"第{row.Index}行：不是这份报告的说法", f"row {row.Index}: no claim here")
                )
            elif said and said not in known:
                listed = "、".join(tr(*pair) for pair in VERDICTS)
                wrong.append(
                    tr(
                        f"第{row.Index}行：判断只能是 {listed}",
                        f"row {row.Index}: verdicts are {listed}",
                    )
                )
            elif said and not why:
                wrong.append(
                    tr(f"第{row.Index}行：有判断，没有理由", f"row {row.Index}: no reason")
                )
            else:
                verdicts[at], reasons[at] = said, why
        if wrong:
            raise CaseError(tr("；", "; ").join(wrong[:20]))
        return replace(self, claims=self.claims.assign(verdict=verdicts, reason=reasons))


def _place(words: object) -> int:
    """An offset as a sheet holds it (-1 where it is none)."""
    text = str(words).strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def in_depth(
    report: Report,
    case: str | None = None,
    *,
    winners_only: bool = True,
    show_people: bool = False,
) -> CaseStudy:
    """Lay out one report for 个案深描.

    Parameters
    ----------
    report : Report
    case : str, optional
        Its name; default the report's.
    winners_only : bool
        Whether nothing but improved cases is at hand; the note then says 共有做法，非成因.
    show_people : bool
        Persons stand as surname and 某, of the same length, unless asked otherwise.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> cases.in_depth(report).note
    '一个案例能说明机制是否说得通，不能说明做法是否有效。共有做法，非成因。'
    """
    (report,) = shown_to_others([report], show_people).values()
    sentences = list(zip(report.sentences["start"], report.sentences["end"]))
    timeline = _timeline(report, sentences)
    plain = ordinary(report.text)  # of the same length; names are given in ordinary characters
    counts: dict[str, list[int]] = {}
    for whole in report.organisations:
        name = whole.rpartition("的")[2]  # 驻区的区税务局
        counts[name] = [m.start() for m in re.finditer(re.escape(name), plain)]
    for m in _ACTOR.finditer(report.folded):
        counts.setdefault(report.text[m.start() : m.end()], []).append(m.start())
    actors = pd.DataFrame(
        [(n, len(v), min(v)) for n, v in counts.items() if v],
        columns=["actor", "mentions", "first_at"],
    )
    actors = actors.sort_values(
        ["mentions", "first_at"], ascending=[False, True], ignore_index=True
    )
    note = tr(
        "一个案例能说明机制是否说得通，不能说明做法是否有效。",
        "One case can show that a mechanism is plausible, not that a practice works.",
    )
    if winners_only:
        note += tr("共有做法，非成因。", " Shared practices, no causes.")
    return CaseStudy(case or report.name or report.title, timeline, actors, _claims(report), note)


def _timeline(report: Report, sentences: list[tuple[int, int]]) -> pd.DataFrame:
    rows, i = [], 0
    for text, start, end in report.dates.itertuples(index=False):
        # 较2014年下降, 与2012年相比: a year that something is compared with is no date of an event
        if _COMPARED.search(report.folded[max(start - 3, 0) : start]) or _COMPARED_AFTER.match(
            report.folded, end
        ):
            continue
        while i + 1 < len(sentences) and sentences[i][1] <= start:
            i += 1
        a, b = sentences[i]
        rows.append((text, report.text[a:b], a, b))
    return pd.DataFrame(rows, columns=["date", "text", "start", "end"])


def _claims(report: Report) -> pd.DataFrame:
    rows = []
    for start, end, _, evidence in report.statements[
        report.statements["evidence"] != ""
    ].itertuples(index=False):
        # rivals are looked for in the paragraph around a claim: what else happened is seldom in the
        # claim itself
        near = report.folded[max(start - 150, 0) : end + 150]
        rivals = [name for name, cue in _RIVALS if re.search(cue, near)]
        rows.append(
            (
                report.text[start:end],
                start,
                end,
                evidence,
                _AT_MOST[evidence],
                ";".join(rivals),
                "",
                "",
            )
        )
    return pd.DataFrame(
        rows, columns=["text", "start", "end", "evidence", "test", "rivals", "verdict", "reason"]
    )


def cross_case(
    reports: Mapping[str, Report] | Sequence[Report], outcomes: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Cases beside each other: ``case, outcome, claims, best`` evidence, and how many claims each
    rival explanation touches.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> cases.cross_case([report], {"C01": "improved"})[["case", "outcome", "claims", "best"]]
      case   outcome  claims          best
    0  C01  improved       1  before_after
    """
    cases = as_cases(reports)
    out = evidence_table(cases)[["case", "claims", "best"]]
    out.insert(1, "outcome", [str((outcomes or {}).get(c, "not_stated")) for c in out["case"]])
    studies = [_claims(r)["rivals"] for r in cases.values()]
    for name, _ in _RIVALS:
        out[name] = [
            int(s.str.split(";").map(lambda v, n=name: n in v).sum()) if len(s) else 0
            for s in studies
        ]
    return out
