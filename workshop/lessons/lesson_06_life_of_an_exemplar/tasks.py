"""Lesson 7: what is due, who cannot be retained, the first day for naming, how long exemplars last,
visited and not visited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from toolkit import register
from toolkit.demo import demo_county
from toolkit.records import County
from toolkit.rules import default_rules
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, task

#: public notice begins on this Thursday in the exercise
NOTICE = pd.Timestamp("2012-09-13")
YEARS = 3.0


@dataclass(frozen=True)
class Lives:
    """A county, and its register as the tables tell it."""

    county: County

    @cached_property
    def _folder(self) -> TemporaryDirectory[str]:
        return TemporaryDirectory(prefix="toolkit-", ignore_cleanup_errors=True)

    @cached_property
    def base(self) -> register.Register:
        """The register, in a folder that goes when the lesson does."""
        if self.county["exemplar_event"].empty:
            raise NotHere(
                tr(
                    "没有典型的经历（exemplar_event），看不出一生。",
                    "there are no events of exemplars",
                )
            )
        base = register.Register(f"{self._folder.name}/register.db")
        try:
            base.import_county(self.county)
        except register.GuardError as why:
            raise NotHere(str(why)) from why
        return base

    @cached_property
    def day(self) -> str:
        """25 September of the year after the last event."""
        return f"{self.base.history('exemplar')['valid_on'].max().year + 1}-09-25"

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """Reviews of the last year there are any, one an exemplar."""
        table = self.county["review"].dropna(subset=["role_score", "value_score", "satisfaction"])
        if table.empty:
            raise NotHere(tr("没有复核得分。", "there are no review scores"))
        return table[(table["year"] == table["year"].max()).to_numpy(dtype=bool)]

    @cached_property
    def lives(self) -> pd.DataFrame:
        """Each exemplar's time in the register."""
        lives = register.lifetimes(self.base, self.county)
        if not lives["ended"].any():
            raise NotHere(tr("还没有一个典型退出，在册时间无从估计。", "no exemplar has left yet"))
        return lives


def load(source: Any = None) -> Lives:
    """The fictitious county, or a county of yours."""
    if source is None:
        return Lives(demo_county())
    return Lives(source if isinstance(source, County) else County.load(source))


# ---- what is due


def _due_wrong(data: Lives, truth: int) -> dict[str, Any]:
    kinds = data.base.due(data.day)["kind"].value_counts()
    named = (data.base.state("exemplar", on=data.day)["state"] == "named").sum()
    return {
        "every_kind": int(kinds.sum()),
        "visits": int(kinds.get("return_visit", 0)),
        "all_named": int(named),
    }


@task(7, "due", wrong=_due_wrong, given=lambda data: data.day)
def due(data: Lives) -> int:
    """Exemplars whose yearly review is due on the day."""
    found = int((data.base.due(data.day)["kind"] == "review").sum())
    if not found:
        raise NotHere(tr(f"{data.day} 没有到期的复核。", f"no review is due on {data.day}"))
    return found


# ---- who cannot be retained


def _short(table: pd.DataFrame) -> pd.DataFrame:
    rules = default_rules()
    least = {
        name: rules[f"site.{name.removesuffix('_score')}_min"]
        for name in ("role_score", "value_score", "satisfaction")
    }
    return pd.DataFrame({name: table[name].astype(float) < limit for name, limit in least.items()})


def _ids(table: pd.DataFrame, chosen: Any) -> list[str]:
    return [str(i) for i in table.loc[np.asarray(chosen, dtype=bool), "ex_id"]]


def _downgrade_wrong(data: Lives, truth: list[str]) -> dict[str, Any]:
    table, short = data.reviews, _short(data.reviews)
    mean = (table["role_score"] + table["value_score"]).astype(float) / 2
    listed = data.county["review"]
    return {
        "all_low": _ids(table, short[["role_score", "value_score"]].all(axis=1)),
        "role_only": _ids(table, short["role_score"]),
        "average": _ids(table, mean < default_rules()["site.role_min"]),
        "every_year": sorted(set(_ids(listed, _short(listed).any(axis=1)))),
    }


@task(7, "downgrade", wrong=_downgrade_wrong, given=lambda data: str(data.reviews["year"].iloc[0]))
def downgrade(data: Lives) -> list[str]:
    """Exemplars of the last review with any score below its rule."""
    found = _ids(data.reviews, _short(data.reviews).any(axis=1))
    if not found:
        raise NotHere(
            tr("最近一次复核，个个达标。", "in the last review nobody lies below a threshold")
        )
    return found


# ---- public notice


def _notice_wrong(data: Lives, truth: str) -> dict[str, Any]:
    days = default_rules()["site.notice_days"]
    last = pd.Timestamp(truth) - pd.Timedelta(days=1)
    shifted = register.notice_over(NOTICE + pd.Timedelta(days=1), days)
    found = {"calendar": NOTICE + pd.Timedelta(days=days), "last_day": last, "next_day": shifted}
    return {key: f"{day:%Y-%m-%d}" for key, day in found.items()}


@task(7, "notice", wrong=_notice_wrong, given=lambda data: f"{NOTICE:%Y-%m-%d}")
def notice(data: Lives) -> str:
    """The first day on which a public notice begun on that Thursday has been up long enough."""
    return f"{register.notice_over(NOTICE, default_rules()['site.notice_days']):%Y-%m-%d}"


# ---- survival


def _survival_wrong(data: Lives, truth: float) -> dict[str, Any]:
    lives = data.lives
    curve = register.kaplan_meier(lives)
    stayed = float((lives["years"] >= YEARS).mean())
    raw = 1 - float(lives["ended"].mean())
    return {"raw": raw, "last": float(curve["survival"].iloc[-1]), "as_ended": stayed}


@task(7, "survival", wrong=_survival_wrong, tolerance=0.0051)
def survival(data: Lives) -> float:
    """Kaplan–Meier share still in the register three years after naming."""
    curve = register.kaplan_meier(data.lives)
    before = curve.loc[curve["years"] <= YEARS, "survival"]
    return float(before.iloc[-1]) if len(before) else 1.0


# ---- visited and not


def _visited_wrong(data: Lives, truth: float) -> dict[str, Any]:
    table = register.visited_or_not(data.county)
    review, visit = data.county["review"], data.county["return_visit"]
    ever = review["role_score"].astype(float).groupby(review["ex_id"].isin(visit["ex_id"])).mean()
    return {
        "inverted": -truth,
        "share": float(table["share"].iloc[1] - table["share"].iloc[0]),
        "ever": float(ever.get(True, np.nan) - ever.get(False, np.nan)),
        "one_group": float(table["role_score"].iloc[1]),
    }


@task(7, "visited", wrong=_visited_wrong, tolerance=0.0051)
def visited(data: Lives) -> float:
    """Mean role score of reviews after a visit that year less that of the others."""
    try:
        return float(register.visited_or_not(data.county).attrs["difference"])
    except register.GuardError as why:
        raise NotHere(str(why)) from why
