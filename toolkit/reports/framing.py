"""What frames the experience page: how to read it, what it does not show, who coded, and the head
of its annex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section
from toolkit.terms import tr

#: how a coding by a person who coded before is named
_AGAIN = "_same_hand"
_NOT_WRITTEN = (
    "没写到不等于没做，写到不等于做好：这里归纳的是报告怎么写。",
    "What is not written may have been done, and what is written may not have been done well: "
    "this summarises how reports are written.",
)


def annex_head() -> Section:
    """What the annex is for."""
    return Section(
        "annex",
        tr("附：逐项依据", "Annex: what it rests on"),
        paragraphs=[
            tr(
                "供核对，不必通读：逐项做法、编码句、每个案例的背景–做法–成效–启示–问题，和各句凭什么。",
                "To check by, not to read through: practice by practice, the coded sentences, each "
                "case's background, practice, effect, insight and problem, and on what each rests.",
            )
        ],
        new_page=True,
        annex=True,
        fine=True,
    )


def by_letters(coded: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """A coding whose coders are 编码员甲, 编码员乙 …, and a sentence that says who is who; machines
    keep their names.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.reports.framing import by_letters
    >>> by_letters(pd.DataFrame({"coder": ["甲", "甲", "rules"]}))[0]["coder"].nunique()
    2
    """
    from toolkit.cases import MACHINES

    if "coder" not in coded:
        return coded, ""
    people = [who for who in dict.fromkeys(coded["coder"].dropna()) if who not in MACHINES]
    letters = tr("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJ")
    names: dict[str, str] = {}
    told_of: list[str] = []
    for who in people:
        again = str(who).endswith(_AGAIN) and bool(names)
        i = len([n for n in names if not str(n).endswith(_AGAIN)])
        letter = letters[i] if i < len(letters) else str(i + 1)
        # one person who coded twice is not two
        names[who] = (
            next(iter(names.values())) + tr("第二次", "’s second pass")
            if again
            else tr("编码员", "coder ") + letter
        )
        named = tr(f"在编码表里写作 {who}", f"named {who} in the coding")
        what = tr("同一人第二次编码", "the same person coding again") if again else named
        told_of.append(tr(f"{names[who]}：{what}", f"{names[who]}: {what}"))
    told = tr("；", "; ").join(told_of)
    coded = coded.assign(coder=[names.get(c, c) for c in coded["coder"]])
    return coded, told[:1].upper() + told[1:] + tr("。", ".") if told else ""


def not_shown(
    cases: Mapping[str, Any],
    counted: pd.DataFrame,
    known: Mapping[str, str],
    who: str,
    *,
    asked: bool = True,
) -> Section:
    """What the page does not show, and who coded; `asked`: whether it has questions to ask."""
    section = Section("not_shown", tr("这一页说明不了什么", "What this page does not show"))
    said = [_chance(known, asked)]
    if notes := [f"{c}{tr('：', ': ')}{note}" for c, r in cases.items() for note in r.notes]:
        said.append(tr("读报告时注意到：", "Noticed in reading: ") + tr("；", "; ").join(notes))
    left = [c for c in cases if known[c] not in ("improved", "unchanged", "worse")]
    if left:
        named = tr("、", ", ").join(left)
        said.append(
            tr(
                f"没有明确结果、没有比较的案例：{named}。",
                f"Cases without a clear outcome, not compared: {named}.",
            )
        )
    if late := counted.attrs.get("late"):
        said.append(
            tr(
                f"未改善的案例里有 {late} 处做法写在结局之后，是补救，没有计入。",
                f"Mentions in cases that did not improve which stand behind how they ended, as a "
                f"remedy: {late}, not counted.",
            )
        )
    section.paragraphs = [tr("", " ").join([*said, who])]
    return section


def _chance(known: Mapping[str, str], asked: bool) -> str:
    """Why what goes together is no cause; of one side alone, that nothing was compared."""
    ends = set(known.values())
    if not ends & {"improved", "unchanged", "worse"}:
        return tr(
            "没有一个案例的结果是明确的，所以什么也没有比较。把结果写进一张表（案例、结果两列），"
            "用 --outcomes 给出再看。",
            "No case has a clear outcome, so nothing was compared. Write the outcomes into a table "
            "(columns case, outcome), give it by --outcomes and look again.",
        )
    if "improved" not in ends or not ends & {"unchanged", "worse"}:
        return tr(
            "只有一边的案例：这里写的做法，另一边的也许同样做了。找几份结果相反的报告放进来再看。",
            "There are cases of one side only: those of the other may have done just the same. Add "
            "some reports that ended the other way and look again.",
        )
    told = tr(
        "写法和结局相随，不等于前者带来后者；做法有二十多项，总会有一两项碰巧把两边分开。",
        "What goes with an end need not have brought it about, and of more than twenty practices "
        "one or two tell the sides apart by chance. ",
    )
    if asked:
        return told + tr(
            "要知道答案，拿上面的问题去两边各问一遍。",
            "To know, ask both sides the questions above.",
        )
    return told + tr(
        "按查词没有找到两边写得相反的问题，不等于没有：请两边对着读。",
        "The search for words found no question on which the two sides write the reverse, which "
        "does not mean that there is none: read them side by side.",
    )


def how_to_read() -> str:
    """How sentences are cited, and that the page summarises how reports are written."""
    return tr("", " ").join(
        [
            tr(
                "每一句从原报告截取，一字未改，〔〕里是案例、第几句和这个案例的结果；同一句只引一次"
                "（各案例结果的表除外）；逐项依据在后面的附里。",
                "Every sentence is cut from its report, word for word and in the language of the "
                "report, with case, number and the outcome of the case; each is quoted once (but "
                "for the tables of results). What it rests on stands in the annex.",
            ),
            tr(*_NOT_WRITTEN),
        ]
    )
