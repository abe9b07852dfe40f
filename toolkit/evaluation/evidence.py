"""What a result may be used to say, in plain words; and the error that says why there is no
result."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.records import County
from toolkit.terms import tr, use_lang

#: (Chinese, English)
Words = tuple[str, str]
_HEADS: dict[str, Words] = {
    "compared": ("比较了什么", "Compared"),
    "counts": ("数量", "How many"),
    "assumptions": ("成立的前提", "Assumes"),
    "may": ("可以说", "May be said"),
    "may_not": ("不可以说", "May not be said"),
}
_DESCRIPTIVE: Words = ("只能描述，不能归因。", "Descriptive only: no cause may be named.")


class EvaluationError(ValueError):
    """The comparison cannot be made; the message says why and what to do instead."""


def refuse(zh: str, en: str) -> EvaluationError:
    """The error in the reader's language."""
    return EvaluationError(tr(zh, en))


def refuse_public(county: County) -> None:
    """Stop any judgement of real, named organisations.

    Raises
    ------
    EvaluationError
        Any organisation is ``public_official``.
    """
    if (county["organisation"]["data_nature"] == "public_official").fillna(False).any():
        raise refuse(
            "公开的真实地区或单位只作描述，不作成效评价；请用自有数据或演示县。",
            "real, named organisations are described, never judged: use your own records or the "
            "demo county",
        )


@dataclass(frozen=True)
class Evidence:
    """An evidence statement: each part holds sentences as (Chinese, English).

    Attributes
    ----------
    compared, counts, assumptions, may, may_not : list of (str, str)
    descriptive : bool
        True when nothing in the design separates cause from selection.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> units = pd.DataFrame({"unit": range(12), "cohort": [3] * 6 + [0] * 6})
    >>> panel = units.merge(pd.DataFrame({"time": [1, 2, 3]}), "cross")
    >>> panel["y"] = panel["unit"] % 3 + 2.0 * (panel["time"] == panel["cohort"])
    >>> found = evaluation.att_gt(panel, "y", "unit", "time", "cohort")
    >>> found.evidence.descriptive, found.evidence.counts[0][1].partition(";")[0]
    (False, '6 treated used (of 6), 6 never treated, 3 periods')
    """

    compared: list[Words]
    counts: list[Words]
    assumptions: list[Words]
    may: list[Words]
    may_not: list[Words]
    descriptive: bool = False
    notes: list[Words] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One line a part in the reader's language."""
        parts = [
            f"{tr(*head)}{tr('：', ': ')}" + " ".join(tr(*w) for w in getattr(self, key))
            for key, head in _HEADS.items()
        ]
        last = [tr(*w) for w in self.notes] + ([tr(*_DESCRIPTIVE)] if self.descriptive else [])
        return parts + last

    @property
    def text(self) -> str:
        """The whole statement in the reader's language."""
        return "\n".join(self.lines())

    @property
    def zh(self) -> str:
        """The whole statement in Chinese."""
        with use_lang("zh"):
            return self.text

    @property
    def en(self) -> str:
        """The whole statement in English."""
        with use_lang("en"):
            return self.text

    def __str__(self) -> str:
        return self.text
