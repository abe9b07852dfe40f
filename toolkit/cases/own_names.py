"""What a report's own place or unit is called, in full and in short."""

from __future__ import annotations

import re

from toolkit.cases.report import Report
from toolkit.cases.script import fold

__all__ = ["own_names"]

_PLACE = re.compile(
    r"([一-龥]{2,4}(?:村|社区|中学|小学|学校|中心校|公司|水泥厂|场|乡|镇|街道|(?<=[一-龥]里)(?=社区|老旧))"
    r"|[一-龥]{2,4}(?=片区))"
)


#: 从欠账村, 示范村: how a village was, what kind it is
_NO_NAME = re.compile("^[从到由在]|联村$|片区|(?:示范|先进|后进|薄弱|试点|重点|贫困|落后|空壳)村$")


def own_names(report: Report) -> list[str]:
    """What a report's own place or unit may be called: 梧桐里社区, 梧桐里; 松岗职业学校, 松岗."""
    # 青澜县实验小学, 鹿鸣镇大榕树村: what stands above is no part of the name
    parts = [
        re.split("(?<=[县镇乡市])|(?<=街道)", t) for t in (fold(report.title), report.folded[:120])
    ]
    told = [[n for part in some for n in _PLACE.findall(part)] for some in parts]
    names = told[0] or told[1]
    # a village of a town is not the town, nor 从欠账村 a name
    names = [n for n in names if not re.search(_NO_NAME, n)]
    names = [n for n in names if n[-1] not in "乡镇县"] or names
    short = [re.sub("(?:村|社区)$", "", n) for n in names]
    heads = [n[:2] for n in names if len(n) > 5 and f"{n[:2]}县" not in report.folded]
    return [n for n in dict.fromkeys([*names, *short, *heads]) if len(n) > 1]
