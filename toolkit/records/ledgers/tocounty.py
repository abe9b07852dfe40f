"""A ledger as a county: codes for names, channels, dates with their precision, and a provenance
that says how it was read."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.records.county import County
from toolkit.terms import read_data

if TYPE_CHECKING:
    from toolkit.records.ledgers.ledger import Ledger

#: kind of provenance under which a county keeps what was said of its ledger
SAID = "台账"
#: column of `organisation` that says on which side of the ledger a unit stands
SIDE = "ledger_side"
_SECTORS = {
    "village": "rural",
    "department": "office",
    "township": "government",
    "": "other",
}
_LEVELS = ((r"党组$|党委$|工委$", "grassroots_committee"), (r"总支", "general_branch"))
_DATED = {10: "day", 7: "month", 4: "year"}


def receiving_side(county: County) -> pd.Index:
    """Codes of the organisations that a ledger lists as receiving, with or without a helper; empty
    for counties that came from no ledger.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     county = records.read_ledger(folder + "/台账.xlsx").county()
    >>> len(county["organisation"]), len(records.receiving_side(county))
    (2, 1)
    """
    orgs = county["organisation"]
    if SIDE not in orgs:
        return pd.Index([], dtype="string")
    return pd.Index(orgs.loc[orgs[SIDE].fillna("").str.contains("受助方"), "org_id"])


def to_county(ledger: Ledger, data_nature: str = "user_supplied") -> County:
    """The county of a ledger; see `Ledger.county`."""
    ids = ledger.mapping["ids"]
    tables: dict[str, pd.DataFrame] = {"organisation": _organisations(ledger, ids, data_nature)}
    undated = 0
    if len(ledger.pairings):
        tables["pairing"], undated = _pairings(ledger, ids)
    for name, frame in ledger.records.items():
        if name in _ROSTERS and len(frame):
            tables |= _ROSTERS[name](frame.assign(org=frame["org"].map(ids)))
    tables["provenance"] = _provenance(ledger, undated)
    county = County({t: _known(t, f) for t, f in tables.items() if len(f)})
    county.source = ledger.source
    return county


def _known(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of the schema in its order, then the ledger's own."""
    order = [r["column"] for r in read_data("schema.csv") if r["table"] == table]
    first = [c for c in order if c in frame]
    return frame[first + [c for c in frame if c not in first]]


def _organisations(ledger: Ledger, ids: dict[str, str], nature: str) -> pd.DataFrame:
    orgs = ledger.organisations
    helps, helped = set(ledger.pairings["helper"]), set(ledger.pairings["recipient"])
    helped |= set(ledger.unpaired)
    sides = [
        "；".join(w for w, found in (("帮扶方", n in helps), ("受助方", n in helped)) if found)
        for n in orgs["name"]
    ]
    ending = "（虚构）" if nature == "fictitious" else ""
    kinds = orgs["kind"].fillna("")
    return pd.DataFrame(
        {
            "org_id": orgs["name"].map(ids),
            "name": [n if n.endswith(ending) else n + ending for n in orgs["name"]],
            "level": [_level(n, k) for n, k in zip(orgs["name"], kinds)],
            "sector": [_SECTORS.get(k, k) for k in kinds],
            "township": orgs["township"],
            "data_nature": nature,
            SIDE: [s or None for s in sides],
        }
    )


def _level(name: str, kind: str) -> str:
    if kind == "township":
        return "township"
    return next((level for ending, level in _LEVELS if re.search(ending, name)), "branch")


def _day(text: Any) -> str | None:
    """The first day of a date of any precision."""
    if text is None or pd.isna(text) or not text:
        return None
    return f"{text}-01-01" if len(text) == 4 else f"{text}-01" if len(text) == 7 else str(text)


def _last_day(text: Any) -> str | None:
    """The last day of a term of any precision: 2023-12 ends on the 31st."""
    if text is None or pd.isna(text) or not text:
        return None
    if len(text) == 4:
        return f"{text}-12-31"
    return str(pd.Period(text, "M").end_time.date()) if len(text) == 7 else str(text)


def _pairings(ledger: Ledger, ids: dict[str, str]) -> tuple[pd.DataFrame, int]:
    """Pairings, and how many have no start in the ledger: they count from the day of reading, on
    which they stood there."""
    p = ledger.pairings
    starts = [_day(s) for s in p["start"]]
    ends = [_last_day(e) for e in p["end"]]
    today = date.today().isoformat()
    # an undated pairing with a term that is over began before it ended
    begun = [s or (min(today, e) if e else today) for s, e in zip(starts, ends)]
    where = ledger.origins.groupby("pairing").first()
    frame = pd.DataFrame(
        {
            "pair_id": [f"P{i:05d}" for i in range(1, len(p) + 1)],
            "channel": p["channel"].fillna("unstated"),
            "helper_id": p["helper"].map(ids),
            "recipient_id": p["recipient"].map(ids),
            "start": begun,
            "end_plan": [e if e and e >= b else None for e, b in zip(ends, begun)],
            "date_precision": [
                _DATED.get(len(s), "day") if s else "day" for s in p["start"].fillna("")
            ],
            "status": "active",
            "source": [
                f"{ledger.source} {s} {c}{r}"
                for s, c, r in zip(where["sheet"], where["column"], where["row"])
            ],
        }
    )
    return frame, sum(s is None for s in starts)


def _ratings(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    frame = frame.dropna(subset=["period"]).drop_duplicates(["org", "period"])
    return {"rating": frame.rename(columns={"org": "org_id"})}


def _awards(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    dated = frame.dropna(subset=["date"]).reset_index(drop=True)
    out = pd.DataFrame(
        {
            "award_id": [f"A{i:04d}" for i in range(1, len(dated) + 1)],
            "year": dated["date"].str[:4].astype("Int64"),
            "category": dated["category"],
            "level": "county",
            "org_id": dated["org"],
        }
    )
    return {"award": out}


def _commitments(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    out = pd.DataFrame(
        {
            "commit_id": [f"C{i:04d}" for i in range(1, len(frame) + 1)],
            "org_id": frame["org"],
            "subject": "organisation",
            "topic": frame["item"],
            "due": [_last_day(d) for d in frame["due"]],
            "publication": "board",
            "status": ["published" if pd.isna(r) else "evaluated" for r in frame["result"]],
            "result": frame["result"],
        }
    )
    return {"commitment": out}


def _cases(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    dated = frame.dropna(subset=["listed_on"]).drop_duplicates("org").reset_index(drop=True)
    out = pd.DataFrame(
        {
            "case_id": [f"T{i:04d}" for i in range(1, len(dated) + 1)],
            "org_id": dated["org"],
            "listed_on": [_day(d) for d in dated["listed_on"]],
            "basis": "direct",
            "status": "rectifying",
            "source": dated["source"],
        }
    )
    return {"turnaround_case": out}


def _exemplars(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {"exemplar": _exemplar_rows(frame["org"], frame["domain"], frame["named_on"])}


def _exemplar_rows(orgs: pd.Series, domains: Any = None, named: Any = None) -> pd.DataFrame:
    days = [None] * len(orgs) if named is None else [_day(d) for d in named]
    return pd.DataFrame(
        {
            "ex_id": [f"E-{o}" for o in orgs],
            "kind": "organisation",
            "org_id": orgs,
            "title": [f"典型 {o}" for o in orgs],
            "domain": domains,
            "named_on": days,
            "status": "named",
        }
    ).drop_duplicates("ex_id")


def _reviews(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    dated = frame.dropna(subset=["year"]).drop_duplicates(["org", "year"])
    out = pd.DataFrame(
        {
            "ex_id": [f"E-{o}" for o in dated["org"]],
            "year": dated["year"].astype("Int64"),
            "decision": dated["decision"],
        }
    )
    return {"review": out, "exemplar": _exemplar_rows(frame["org"].drop_duplicates())}


_ROSTERS = {
    "rating": _ratings,
    "award": _awards,
    "commitment": _commitments,
    "turnaround_case": _cases,
    "exemplar": _exemplars,
    "review": _reviews,
}


def _provenance(ledger: Ledger, undated: int) -> pd.DataFrame:
    """What must be said of the reading, a row each: it stays with the county wherever it is
    saved."""
    lines = [f"由台账“{ledger.source}”读入。" + "".join(ledger.says("zh"))]
    if ledger.unpaired:
        lines.append(
            f"未结对的受助单位 {len(ledger.unpaired)} 个：" + "、".join(ledger.unpaired) + "。"
        )
    if undated:
        lines.append(f"{undated} 对结对台账没有写起始日期，以读入当天为起始，请在“结对”表核对。")
    if len(ledger.skipped):
        lines.append(
            f"有 {len(ledger.skipped)} 处没有读入（合计、页脚等），逐行原因见 toolkit ledger。"
        )
    lines += [f"待回答：{q.sentence}" for q in ledger.questions]
    if "turnaround_case" in ledger.records:
        lines.append("整顿名单是台账所列，由原单位认定，不是本工具评定；认定依据暂记“直接认定”。")
    return pd.DataFrame(
        {
            "ref": [f"L{i:02d}" for i in range(1, len(lines) + 1)],
            "kind": SAID,
            "reference": lines,
            "accessed": date.today().isoformat(),
            "grade": "unverified",
        }
    )
