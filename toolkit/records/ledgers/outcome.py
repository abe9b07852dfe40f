"""From what was gathered to the ledger: names resolved, repetitions counted once, doubts asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.records.ledgers.ledger import Ledger
from toolkit.records.ledgers.names import Named
from toolkit.records.ledgers.questions import (
    ask_channel,
    ask_same,
    ask_summary,
    ask_township,
    ask_villages,
)
from toolkit.records.ledgers.similar import probably_same
from toolkit.records.ledgers.state import WHOLE, Key, RawPair, Reading
from toolkit.records.ledgers.wording import BOTH, SAME, SUMMARY
from toolkit.records.ledgers.words import bare_name
from toolkit.records.problems import column_letters
from toolkit.terms import CHANNELS, channel_label

#: columns of each roster
RECORDS = {
    "rating": ("org", "period", "stars", "grade"),
    "award": ("org", "category", "date"),
    "commitment": ("org", "item", "due", "result"),
    "review": ("org", "year", "decision"),
    "exemplar": ("org", "domain", "named_on"),
    "turnaround_case": ("org", "listed_on", "source"),
}


#: pairs of names asked about one by one
_MOST_ALIKE = 12


@dataclass
class Pair:
    """A pairing under resolved names, with every place that states it."""

    helper: str
    recipient: str
    channel: str
    start: str
    end: str
    places: list[tuple[str, int, int]]


def to_ledger(reading: Reading, known: Mapping[str, Any], source: str) -> Ledger:
    """The ledger of a reading; `known` is the mapping it was read with."""
    _take_answers(reading)
    units, unclear = reading.names.resolve()
    for name, townships in unclear[:_MOST_ALIKE]:
        answer = reading.ask(ask_township(name, townships))
        if answer in townships:
            _place(reading, units, name, answer)
    if len(unclear) > _MOST_ALIKE:
        more = len(unclear) - _MOST_ALIKE
        reading.skipped.append(
            ("", WHOLE, f"没有写乡镇而重名的还有 {more} 个没有逐一问，暂作另外的单位")
        )
    for first, other in reading.names.two_by_sheet()[:_MOST_ALIKE]:
        if reading.ask(ask_same(units[first].name, units[other].name)) == SAME:
            units[other] = units[first]
    _ask_villages(reading, units, {name for name, _ in unclear})
    pairs = _merge(reading, units)
    _ask_names(reading, units)
    _ask_channels(reading, pairs)
    used = {p.helper for p in pairs} | {p.recipient for p in pairs}
    used |= {units[k].name for k in reading.recipients}
    records = _records(reading, units)
    for frame in records.values():
        used |= set(frame["org"])
    return Ledger(
        organisations=_organisations(units, used),
        pairings=_pairings(pairs),
        records=records,
        columns=_columns(reading),
        skipped=_skipped(reading),
        origins=_origins(pairs),
        questions=list(reading.questions),
        mapping=_mapping(reading, units, used, pairs, known, source),
        source=source,
        shown=reading.shown,
        unseen=reading.unseen,
        before=known.get("last") if known.get("source") != source else None,
    )


def _ask_villages(reading: Reading, units: dict[Key, Named], asked: set[str]) -> None:
    """Ask whether helpers of one short name in rows of several townships are one village."""
    open_names = {u.name for u in units.values() if not u.township} - asked
    bare = {bare_name(name) for name in open_names}
    several = [(n, list(t)) for n, t in reading.beside.items() if len(t) > 1 and n in bare]
    for name, townships in several[:_MOST_ALIKE]:
        reading.ask(ask_villages(name, townships))


def _take_answers(reading: Reading) -> None:
    """Names that a person called one unit are one from the start."""
    for key, answer in reading.answers.items():
        if key.startswith("same:") and answer == SAME and "|" in key:
            # sorted, for min and max of names of one length are the same name
            short, long = sorted(key.removeprefix("same:").split("|", 1), key=len)
            reading.names.same(short, long)


def _place(reading: Reading, units: dict[Key, Named], name: str, township: str) -> None:
    for key, unit in list(units.items()):
        if unit.name == name and key[1][:1] in ("", "?"):
            units[key] = next((units[k] for k in units if k == (key[0], township)), unit)


def _merge(reading: Reading, units: dict[Key, Named]) -> list[Pair]:
    """One pair with one start is one pairing, however many places state it; a summary adds nothing
    to the sheets it sums up."""
    details = [p for p in reading.pairs if not p.summary]
    summaries = [p for p in reading.pairs if p.summary]
    merged: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for raw in details or summaries:
        _add(merged, raw, units)
    if details and summaries:
        _compare(reading, merged, summaries, units)
    return [pair for found in merged.values() for pair in found]


def _add(merged: dict[tuple[str, str], list[Pair]], raw: RawPair, units: dict[Key, Named]) -> None:
    helper, recipient = units[raw.helper].name, units[raw.recipient].name
    if helper == recipient:
        return
    place = (raw.sheet, raw.row, raw.column)
    for pair in merged[helper, recipient]:
        one = (_one(pair.start, raw.start) and raw.channel in ("", pair.channel)) or (
            _one(pair.start, raw.start) and pair.channel == ""
        )
        if one:
            pair.start, pair.end = max(pair.start, raw.start, key=len), pair.end or raw.end
            pair.channel = pair.channel or raw.channel
            pair.places.append(place)
            return
    merged[helper, recipient].append(
        Pair(helper, recipient, raw.channel, raw.start, raw.end, [place])
    )


def _one(a: str, b: str) -> bool:
    """Whether two starts are one: the same, or one states less of it."""
    return a.startswith(b) or b.startswith(a)


def _compare(
    reading: Reading,
    merged: dict[tuple[str, str], list[Pair]],
    summaries: list[RawPair],
    units: dict[Key, Named],
) -> None:
    by_sheet: dict[str, list[RawPair]] = defaultdict(list)
    for raw in summaries:
        by_sheet[raw.sheet].append(raw)
    for sheet, raws in by_sheet.items():
        named = {(units[r.helper].name, units[r.recipient].name) for r in raws}
        only = [f"汇总有“{h}→{r}”" for h, r in sorted(named - set(merged))]
        # a summary may leave sides or columns out: only recipients that it names are compared
        told = {r for _, r in named}
        lacks = [f"分表有“{h}→{r}”" for h, r in sorted(set(merged) - named) if r in told]
        both = [x for pair in zip(only, lacks) for x in pair]
        differences = both + [x for x in [*only, *lacks] if x not in both]
        answer = reading.ask(ask_summary(sheet, differences)) if differences else ""
        if answer == SUMMARY:
            for pair in [p for p in merged if p[1] in told and p not in named]:
                del merged[pair]
        for raw in raws:
            pair = (units[raw.helper].name, units[raw.recipient].name)
            if pair in merged:
                merged[pair][0].places.append((raw.sheet, raw.row, raw.column))
            elif answer in (SUMMARY, BOTH):
                _add(merged, raw, units)


def _ask_names(reading: Reading, units: dict[Key, Named]) -> None:
    """Ask about names that are probably one unit."""
    names = list(dict.fromkeys(unit.name for unit in units.values()))
    pairs = list(probably_same(names, reading.names.county))
    for first, second in pairs[:_MOST_ALIKE]:
        reading.ask(ask_same(first, second))
    if len(pairs) > _MOST_ALIKE:
        more = len(pairs) - _MOST_ALIKE
        reading.skipped.append(("", WHOLE, f"名称相近的还有 {more} 对没有逐一问，暂按不同单位"))


def _ask_channels(reading: Reading, pairs: list[Pair]) -> None:
    lacking = [p for p in pairs if not p.channel]
    if not lacking:
        return
    other = any(raw.other for raw in reading.pairs)
    answer = reading.ask(ask_channel(len(lacking), len(pairs), other))
    chosen = next((c for c in CHANNELS if channel_label(c, "zh") == answer), "")
    for pair in lacking:
        pair.channel = chosen


def _text(values: list[Any]) -> pd.Series:
    return pd.Series(pd.array([v or None for v in values], dtype="string"))


def _organisations(units: dict[Key, Named], used: set[str]) -> pd.DataFrame:
    found = {u.name: u for u in units.values() if u.name in used}
    return pd.DataFrame(
        {c: _text([getattr(u, c) for u in found.values()]) for c in ("name", "kind", "township")}
    )


def _pairings(pairs: list[Pair]) -> pd.DataFrame:
    columns = ("helper", "recipient", "channel", "start", "end")
    return pd.DataFrame({c: _text([getattr(p, c) for p in pairs]) for c in columns})


def _origins(pairs: list[Pair]) -> pd.DataFrame:
    """Every place that states a pairing: `pairing` is its row in ``pairings``, from 0."""
    rows = [
        (i, p.helper, p.recipient, sheet, row + 1, column_letters(column))
        for i, p in enumerate(pairs)
        for sheet, row, column in p.places
    ]
    frame = pd.DataFrame(rows, columns=["pairing", "helper", "recipient", "sheet", "row", "column"])
    return frame.astype({"helper": "string", "recipient": "string", "sheet": "string"}).astype(
        {"column": "string", "row": "Int64", "pairing": "Int64"}
    )


def _columns(reading: Reading) -> pd.DataFrame:
    names = ["sheet", "column", "heading", "role", "head"]
    frame = pd.DataFrame(reading.columns, columns=names)
    return frame.astype(dict.fromkeys(names[:4], "string")).astype({"head": "Int64"})


def _skipped(reading: Reading) -> pd.DataFrame:
    rows = [(s, None if r < 0 else r + 1, why) for s, r, why in reading.skipped]
    frame = pd.DataFrame(rows, columns=["sheet", "row", "reason"])
    return frame.astype({"sheet": "string", "row": "Int64", "reason": "string"})


def _records(reading: Reading, units: dict[Key, Named]) -> dict[str, pd.DataFrame]:
    out = {}
    for table, rows in reading.records.items():
        if not rows:
            continue
        frame = pd.DataFrame(
            [{**row, "org": units[row["org"]].name} for row in rows], columns=RECORDS[table]
        )
        once = ["org", "listed_on"] if table == "turnaround_case" else None
        frame = frame.drop_duplicates(once, ignore_index=True)
        for c in frame.columns:
            frame[c] = frame[c].astype("Int64" if c == "stars" else "string")
        out[table] = frame
    return out


def _mapping(
    reading: Reading,
    units: dict[Key, Named],
    used: set[str],
    pairs: list[Pair],
    known: Mapping[str, Any],
    source: str,
) -> dict[str, Any]:
    """What was decided, for next year: kinds, sheets, headings, names, answers, and the units and
    pairs to compare with; never a cell of a person's column."""
    written: dict[str, list[str]] = defaultdict(list)
    for key, unit in units.items():
        if unit.name in used and key[0] not in unit.name:
            written[unit.name].append(key[0])
    ids = dict(known.get("ids", {}))
    for unit in units.values():
        if unit.name in used and unit.name not in ids:
            ids[unit.name] = f"U{len(ids) + 1:04d}"
    return {
        "kinds": sorted(reading.kinds),
        "source": source,
        "sheets": sorted({c["sheet"] for c in reading.columns}),
        "headings": {c["heading"]: c["role"] for c in reading.columns if c["role"] != "person"},
        "words": dict(reading.words),
        "names": dict(written),
        "ids": ids,
        "answers": dict(reading.answers),
        "last": {
            "units": sorted(used),
            "pairs": [[p.helper, p.recipient, p.channel, p.start] for p in pairs],
        },
    }
