"""A ledger as read: tables, questions, what was left out, and the way to a county."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from toolkit.records.county import County
from toolkit.records.ledgers.questions import Question
from toolkit.records.ledgers.summary import told
from toolkit.records.ledgers.tocounty import to_county
from toolkit.records.ledgers.wording import heading_said, role_said
from toolkit.terms import channel_label, table_title, tr, use_lang


@dataclass
class Ledger:
    """An office's own ledger, read.

    Attributes
    ----------
    organisations : DataFrame
        ``name, kind, township``: a row for each unit, under its most complete name.
    pairings : DataFrame
        ``helper, recipient, channel, start, end``; the channel is empty where the ledger does not
        say it; dates as exact as they were written (``2023``, ``2023-05``, ``2023-05-18``).
    records : dict of DataFrame
        Other rosters: ``rating, award, commitment, review, exemplar, turnaround_case``.
    columns : DataFrame
        ``sheet, column, heading, role``.
    skipped : DataFrame
        ``sheet, row, reason``: every row left out.
    origins : DataFrame
        ``pairing`` (row of `pairings`) → ``sheet, row, column`` of every cell that states it.
    questions : list of Question
        What is unclear; the reading goes on without.
    mapping : dict
        What was decided, to be given to `read_ledger` next year.
    source : str
        Name of the file.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     ledger = records.read_ledger(folder + "/台账.xlsx")
    >>> ledger.pairings[["helper", "recipient"]].values.tolist()
    [['县水利局（虚构）', '柳溪村（虚构）']]
    """

    organisations: pd.DataFrame
    pairings: pd.DataFrame
    records: dict[str, pd.DataFrame]
    columns: pd.DataFrame
    skipped: pd.DataFrame
    origins: pd.DataFrame
    questions: list[Question]
    mapping: dict[str, Any]
    source: str = ""
    shown: dict[tuple[str, int, int], str] = field(default_factory=dict, repr=False)
    before: dict[str, Any] | None = field(default=None, repr=False)
    #: sheet → ``rows`` and ``columns`` that are hidden, ``formulas`` without a result
    unseen: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)

    @property
    def unpaired(self) -> list[str]:
        """Units that receive by the ledger but have no helper in it (未结对)."""
        known = set(self.pairings["helper"]) | set(self.pairings["recipient"])
        for table, frame in self.records.items():
            if table != "turnaround_case":
                known |= set(frame["org"])
        return [n for n in self.organisations["name"] if n not in known]

    @property
    def changes(self) -> pd.DataFrame:
        """What differs from the reading that the mapping remembers: ``what`` (unit or pairing),
        ``name``, ``change`` (new, gone, renewed); empty without a mapping."""
        rows: list[tuple[str, str, str]] = []
        if self.before:
            old, now = set(self.before.get("units", [])), set(self.organisations["name"])
            rows += [("unit", n, "new") for n in sorted(now - old)]
            rows += [("unit", n, "gone") for n in sorted(old - now)]
            was: dict[tuple[str, str], set[str]] = {}
            for h, r, _, start in self.before.get("pairs", []):
                was.setdefault((h, r), set()).add(start or "")
            there: dict[tuple[str, str], set[str]] = {}
            for h, r, start in self.pairings[["helper", "recipient", "start"]].itertuples(
                index=False
            ):
                there.setdefault((h, r), set()).add("" if pd.isna(start) else start)
            for pair, starts in there.items():
                if pair not in was:
                    rows.append(("pairing", " → ".join(pair), "new"))
                elif starts - was[pair]:
                    rows.append(("pairing", " → ".join(pair), "renewed"))
            rows += [("pairing", " → ".join(p), "gone") for p in was if p not in there]
        return pd.DataFrame(rows, columns=["what", "name", "change"], dtype="string")

    def county(self, data_nature: str = "user_supplied") -> County:
        """The ledger as a `County`: organisations with codes, pairings, rosters, and a provenance
        that says how it was read.

        Parameters
        ----------
        data_nature : {"user_supplied", "fictitious", "public_official"}
            What the data are.
        """
        return to_county(self, data_nature)

    def says(self, lang: str | None = None) -> list[str]:
        """What was understood, in a few sentences."""
        with use_lang(lang):
            return list(self._sentences())

    def remarks(self) -> list[str]:
        """What was read though nobody sees it in the sheet or it is crossed out, and formulas that
        hold no result."""
        persons = self.columns[self.columns["role"] == "person"]
        left = set(zip(persons["sheet"], persons["column"]))
        return [
            said
            for sheet, unseen in self.unseen.items()
            for what, found in unseen.items()
            if (places := [p for p in found if (sheet, p) not in left])
            and (said := _unseen(sheet, what, places))
        ]

    def told(self, lang: str | None = None) -> list[str]:
        """Roles of the columns, counts, what was left out and what is asked: lines in under a
        screen."""
        with use_lang(lang):
            return told(self)

    def _sentences(self) -> Iterator[str]:
        n, unstated = len(self.pairings), int(self.pairings["channel"].isna().sum())
        if "pairing" in self.mapping["kinds"]:
            also = tr(f"，其中 {unstated} 对未注明方式", f", {unstated} without a channel")
            yield tr(
                f"{len(self.organisations)} 个单位、{n} 对结对{also if unstated else ''}。",
                f"{len(self.organisations)} units, {n} pairings{also if unstated else ''}.",
            )
        if self.unpaired:
            names = tr("、", ", ").join(self.unpaired[:8])
            names += tr("等", " …") if len(self.unpaired) > 8 else ""
            yield tr(
                f"未结对的有 {len(self.unpaired)} 个：{names}。",
                f"{len(self.unpaired)} without a helper: {names}.",
            )
        for table, frame in self.records.items():
            title = table_title(table)
            yield tr(f"{title} {len(frame)} 条。", f"{title.replace('_', ' ')}: {len(frame)}.")

    def _repr_html_(self) -> str:
        """The ledger in a notebook: what was read, columns with their roles, questions."""
        heads = self.columns[["sheet", "column", "heading", "role"]]
        rows = "".join(
            f"<tr><td>{escape(str(s))}</td><td>{escape(str(c))}</td><td>{escape(heading_said(str(h)))}</td>"
            f"<td>{escape(role_said(str(r)))}</td></tr>"
            for s, c, h, r in heads.itertuples(index=False)
        )
        asked = "".join(f"<li>{escape(q.said)}</li>" for q in self.questions)
        pairs = self.pairings.copy()
        pairs["channel"] = pairs["channel"].map(
            lambda c: tr("未注明方式", "not stated") if pd.isna(c) else channel_label(c)
        )
        pairs.columns = [
            tr("帮扶方", "helper"),
            tr("受助方", "recipient"),
            tr("方式", "channel"),
            tr("起", "start"),
            tr("止", "end"),
        ]
        said = tr("", " ").join([*self.says(), *self.remarks()])
        return (
            f"<p><b>{escape(self.source)}</b> {escape(said)}</p>"
            f"<table><tr><th>{tr('工作表', 'sheet')}</th><th>{tr('列', 'column')}</th>"
            f"<th>{tr('列标题', 'heading')}</th><th>{tr('读作', 'read as')}</th></tr>{rows}</table>"
            + (f"<p>{tr('待回答', 'Questions')}</p><ol>{asked}</ol>" if asked else "")
            + pairs.head(20).to_html(index=False, na_rep="", escape=True)
        )


def _unseen(sheet: str, what: str, places: list[str]) -> str:
    listed = tr("、", ", ").join(places[:8]) + (tr("等", " …") if len(places) > 8 else "")
    several = "s" if len(places) > 1 else ""
    if what == "formulas":
        return tr(
            f"“{sheet}”的 {listed} 是没有结果的公式，按空格读："
            f"请在 Excel 里打开、重算、另存后再读。",
            f"“{sheet}”: {listed} hold{'' if several else 's'} a formula without a result, read as "
            f"blank: open the file in Excel, recalculate, save, and read it again.",
        )
    if what == "old":
        return tr(
            "这是旧版 .xls：隐藏的行列和删除线看不出来，有的公式读出来是空的："
            "有这些的话，请另存为 .xlsx 再读。",
            "this is an old .xls: hidden rows and columns and what is crossed out cannot be seen, "
            "and some formulas come out empty: where there are any, save it as .xlsx first.",
        )
    if what == "quotes":
        return tr(
            f"第 {listed} 行有没配对的引号，已按原样读出：请核对。",
            f"row{several} {listed}: a quote without its pair, read as it stands: please check.",
        )
    if what == "struck":
        return tr(
            f"“{sheet}”的 {listed} 画了删除线，仍按没有画读入：作废的请删去或写明结束时间。",
            f"“{sheet}”: {listed} {'are' if several else 'is'} crossed out and was read all the "
            f"same: delete what no longer holds, or write when it ended.",
        )
    kind = tr("行", f"row{several}") if what == "rows" else tr("列", f"column{several}")
    return tr(
        f"“{sheet}”第 {listed} {kind}是隐藏的，已读入：请确认。",
        f"“{sheet}”: hidden {kind} {listed} {'were' if several else 'was'} read: please make sure "
        f"they should be.",
    )
