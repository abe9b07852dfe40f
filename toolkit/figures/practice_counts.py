"""What is common among case reports: cases × practices, improved and not improved apart, the
evidence as shade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.marks import number
from toolkit.figures.style import BLACK, BODY, GREY, PALE, SMALL, SMALLEST, shorten, width
from toolkit.terms import plural, tr

#: most practices in the picture
_SHOWN = 16
#: points beside each group (for its shares) and above the first row
_GAP, _TOP = 64.0, 46.0
#: grades of evidence drawn alike → shade, hatch, words (a report's best grade; see
#: `toolkit.cases.EVIDENCE`)
_SHADES = (
    (("witness", "comparison"), "#00395C", "", ("第三方或对照", "witness or comparison")),
    (
        ("before_after", "number_with_base"),
        "#3B8FC4",
        "",
        ("前后对比或有基数", "before–after or base"),
    ),
    (("number", "activity"), "#B5D9F0", "", ("只有数字或活动计数", "number or activity only")),
    (("slogan", ""), "white", "////", ("无数字或未说成效", "no number, no effect")),
)
_GROUPS = {
    "improved": ("改善", "improved"),
    "not_improved": ("未改善", "not improved"),
    "not_stated": ("未说明", "not stated"),
}


def practices(
    coded: pd.DataFrame,
    reports: Any,
    outcomes: Mapping[str, str] | None = None,
    nature: str = "user_supplied",
) -> Figure:
    """Which practices the cases share, and which of them the cases without improvement share as
    well.

    Parameters
    ----------
    coded : DataFrame
        Coding (`toolkit.cases.code`, `toolkit.cases.merge`): ``case, code``.
    reports : mapping or sequence of toolkit.cases.Report
        The reports, for the grade of evidence of their claimed effects; a case without a report
        counts as without evidence.
    outcomes : mapping, optional
        Case → ``improved, unchanged, worse, not_stated``. Shares leave out what is not stated.
        Where no outcome is known all cases stand together and the caption says 共有做法，非成因.
    nature : str
        Of the data: fictitious, user_supplied, public_official or mixed.

    Returns
    -------
    Figure
        ``.data``: ``code, code_name, case, group, evidence, held`` for every practice drawn and
        every case, and for each practice ``share_improved, share_not_improved`` (without outcomes:
        ``share``). Ordered by share.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> from toolkit import figures
    >>> figure = figures.practices(cases.accepted(cases.code([report])), [report])
    >>> figure.data[["code", "case", "evidence", "held", "share"]]
         code case      evidence  held  share
    0  PLEDGE  C01  before_after  True    1.0
    """
    from toolkit import cases

    table = cases.matrix(coded)
    if table.empty:
        raise NothingToDraw(
            tr("没有编码，看不出共有做法。", "Nothing is coded, so nothing is shared.")
        )
    graded = dict(cases.evidence_table(reports)[["case", "best"]].itertuples(index=False))
    names = cases.default_codebook().labels
    if outcomes is not None and all(_group(outcomes, str(c)) == "not_stated" for c in table.index):
        outcomes = None
    group = pd.Series({c: _group(outcomes, str(c)) for c in table.index})
    shares = _shares(table, group, outcomes is not None)
    shown = (
        shares.head(_SHOWN)
        if len(shares) <= _SHOWN
        else shares.loc[shares.index.isin(shares["most"].nlargest(_SHOWN).index)]
    )
    data = table[shown.index].rename_axis(columns="code").stack().rename("held").reset_index()
    data["code_name"] = [names.get(c, c) for c in data["code"]]
    data["group"] = data["case"].map(group)
    data["evidence"] = [graded.get(c, "") for c in data["case"]]
    data = data.merge(shown.drop(columns="most"), left_on="code", right_index=True)
    data["code"] = pd.Categorical(data["code"], list(shown.index))
    data = data.sort_values(["code", "case"], ignore_index=True).astype({"code": "string"})
    first = ["code", "code_name", "case", "group", "evidence", "held"]
    data, left_out = data[first + [c for c in data if c not in first]], len(shares) - len(shown)
    title = _title(data)
    caption = tr(
        "统计：报告里编到的做法；没写到不等于没做。颜色为该报告最强的成效证据。",
        "Counted: practices coded in the reports; what is not written may still have been done. "
        "Shade: the best evidence of the report.",
    )
    if left_out:
        caption += tr(
            f"另有 {left_out} 项较少见，未画。", f" {left_out} rarer practices are not drawn."
        )
    if not (data["group"] == "not_improved").any():
        caption += tr(
            "没有未改善的案例可比：共有做法，非成因。",
            " No case without improvement to compare with: shared practices, no causes.",
        )
    else:
        caption += tr("相随不等于因果。", " Going together is not causing.")
    with drawing(title, caption, nature) as frame:
        ax, wide, high = frame.sheet()
        _grid(ax, wide, high, data)
    return frame.figure("practices", data, _told(data))


def _told(data: pd.DataFrame) -> list[str]:
    """Each practice in words: how many cases of each group hold it."""
    told = []
    for r in rows(data.drop_duplicates("code")):
        sides = [g for g in ("improved", "not_improved", "all") if (data["group"] == g).any()]
        counts = [
            f"{tr(*_GROUPS[g]) if g in _GROUPS else ''} {n}/{of}".strip()
            for g in sides
            for n, of in [_rate(data, r.code, g)]
        ]
        told.append(f"{r.code_name} {tr('，', ', ').join(counts)}")
    return told


def _group(outcomes: Mapping[str, str] | None, case: str) -> str:
    if outcomes is None:
        return "all"
    said = outcomes.get(case, "not_stated")
    return said if said in ("improved", "not_stated") else "not_improved"


def _shares(table: pd.DataFrame, group: pd.Series, known: bool) -> pd.DataFrame:
    """Share of the cases that hold each practice, by group, largest first; ``most`` is the larger
    of both."""
    sides = (
        {"share_improved": "improved", "share_not_improved": "not_improved"}
        if known
        else {"share": "all"}
    )
    out = pd.DataFrame(
        {column: table[(group == side).to_numpy()].mean() for column, side in sides.items()}
    )
    out["most"] = out.max(axis=1)
    return out.sort_values([*sides, "most"], ascending=False, kind="stable")


def _rate(data: pd.DataFrame, code: str, group: str) -> tuple[int, int]:
    some = data[(data["code"] == code) & (data["group"] == group)]
    return int(some["held"].sum()), len(some)


def _title(data: pd.DataFrame) -> str:
    each = data.drop_duplicates("code").set_index("code")
    if "share" in each:
        code = each["share"].idxmax()
        n, of = _rate(data, code, "all")
        return tr(
            f"最多见的做法：{each.loc[code, 'code_name']}，{of} 个案例中 {n} 个",
            f"Most common: {each.loc[code, 'code_name']}, in {n} of {plural(of, 'case')}",
        )
    gap = (each["share_improved"] - each["share_not_improved"]).dropna()
    if gap.empty:  # one side has no case: nothing to set against each other
        code = each[["share_improved", "share_not_improved"]].max(axis=1).idxmax()
        side = "improved" if pd.notna(each.loc[code, "share_improved"]) else "not_improved"
        n, of = _rate(data, code, side)
        return tr(
            f"最多见的做法：{each.loc[code, 'code_name']}，{_GROUPS[side][0]}的 {of} 个案例中 {n} "
            f"个",
            f"Most common: {each.loc[code, 'code_name']}, in {n} of {of} {_GROUPS[side][1]}",
        )
    more, less = gap.idxmax(), gap.idxmin()
    parts = [
        tr(
            f"{each.loc[c, 'code_name']}：改善 {a}/{b}，未改善 {p}/{q}",
            f"{each.loc[c, 'code_name']}: improved {a} of {b}; not improved {p} of {q}",
        )
        for c in dict.fromkeys([more, less])
        for (a, b), (p, q) in [(_rate(data, c, "improved"), _rate(data, c, "not_improved"))]
    ]
    return tr("；", "; ").join(parts)


def _grid(ax: Axes, wide: float, high: float, data: pd.DataFrame) -> None:
    each = data.drop_duplicates("code", ignore_index=True)
    groups = [
        g for g in ("improved", "not_improved", "not_stated", "all") if (data["group"] == g).any()
    ]
    cases = data.drop_duplicates("case")
    left = min(0.26 * wide, max(width(n, SMALL) for n in each["code_name"])) + 12
    pitch = min(40.0, (wide - left - _GAP * len(groups)) / len(cases))
    step = min(30.0, (high - _TOP - 34) / len(each))
    held = {(r.code, r.case): bool(r.held) for r in rows(data)}
    for i, r in enumerate(rows(each)):
        ax.text(
            left - 10,
            _TOP + step * (i + 0.5),
            shorten(r.code_name, left - 12, SMALL),
            size=SMALL,
            ha="right",
            va="center",
        )
    x = left
    for g in groups:
        members = [
            (r.case, r.evidence) for r in rows(cases[cases["group"] == g].sort_values("case"))
        ]
        members.sort(key=lambda m: _rank(m[1]))
        long = pitch * len(members)
        _heading(ax, x, long, g, len(members))
        _names(ax, x, pitch, [case for case, _ in members])
        for i, r in enumerate(rows(each)):
            y = _TOP + step * (i + 0.5)
            ax.plot([x, x + long], [y, y], color=PALE, lw=0.8, zorder=0)
            for k, (case, evidence) in enumerate(members):
                if held[r.code, case]:
                    _cell(ax, x + pitch * k, y, pitch, step, evidence)
            if g != "not_stated":
                n, of = _rate(data, r.code, g)
                number(ax, x + long + 8, y, f"{n / of:.0%}", size=SMALL, ha="left")
        x += long + _GAP
    _key(ax, wide, high)


def _heading(ax: Axes, x: float, long: float, group: str, n: int) -> None:
    head = tr(*_GROUPS[group]) if group in _GROUPS else tr("全部案例", "all cases")
    words = tr(f"{head} {n} 个", f"{head}: {n}")
    if (
        group == "not_stated"
    ):  # the last and often narrow: it has no share beside it, so the words may begin in the gap
        ax.text(
            x + long + _GAP,
            9,
            shorten(words, long + 1.7 * _GAP, BODY),
            size=BODY,
            va="center",
            ha="right",
        )
    else:
        ax.text(x, 9, shorten(words, long + 0.8 * _GAP, BODY), size=BODY, va="center")


def _names(ax: Axes, x: float, pitch: float, members: Sequence[str]) -> None:
    # names that would run into each other say less than none; the data have them
    long = max(width(m, SMALLEST) for m in members)
    flat = long <= pitch - 3
    if flat or (long <= _TOP - 18 and pitch >= SMALLEST + 2):
        for k, case in enumerate(members):
            ax.text(
                x + pitch * (k + 0.5),
                32,
                case,
                size=SMALLEST,
                ha="center",
                va="center",
                color=GREY,
                rotation=0 if flat else 90,
            )


def _rank(evidence: str) -> int:
    return next(i for i, (grades, *_) in enumerate(_SHADES) if evidence in grades)


def _cell(ax: Axes, x: float, y: float, wide: float, high: float, evidence: str) -> None:
    _, colour, hatch, _ = _SHADES[_rank(evidence)]
    box = Rectangle(
        (x + 0.06 * wide, y - 0.42 * high),
        0.88 * wide,
        0.84 * high,
        facecolor=colour,
        edgecolor=GREY,
        hatch=hatch,
        lw=0.8,
        zorder=3,
    )
    ax.add_patch(box)


def _key(ax: Axes, wide: float, high: float) -> None:
    words = [tr(*w) for *_, w in _SHADES]
    spare = wide - sum(width(w, SMALL) + 30 for w in words)
    x = 4.0
    for (grades, *_), text in zip(_SHADES, words):
        _cell(ax, x, high - 10, 20, 16, grades[0])
        ax.text(x + 26, high - 10, text, size=SMALL, va="center", color=BLACK)
        x += width(text, SMALL) + 30 + min(30.0, spare / len(words))
