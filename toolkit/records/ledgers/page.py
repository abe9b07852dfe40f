"""A page that shows a ledger as it was read: columns coloured by role, and what each pairing rests
on. Of a body's cells only what was recognised is shown: nothing of a person can stand on it."""

from __future__ import annotations

import os
from collections import defaultdict
from html import escape
from pathlib import Path

import pandas as pd

from toolkit.records.files import writing
from toolkit.records.ledgers.ledger import Ledger
from toolkit.records.ledgers.wording import heading_said, reason_said, role_said
from toolkit.records.problems import column_letters
from toolkit.terms import channel_label, tr

#: role → colour of its column; others stay white, persons grey
_COLOURS = {
    "helper": "#cfe5f5",
    "side_a": "#cfe5f5",
    "recipient": "#fbe3c3",
    "side_b": "#fbe3c3",
    "unit": "#e6dff2",
    "tick": "#cfe5f5",
    "township": "#e3efd5",
    "channel": "#f5dbe8",
    "start": "#d8efec",
    "end": "#d8efec",
    "date": "#d8efec",
    "year": "#d8efec",
    "note": "#eeeeee",
    "support": "#fff3b0",
    "unclear": "#fff3b0",
    "either": "#fff3b0",
    "rating": "#f5dbe8",
    "award": "#f5dbe8",
    "decision": "#f5dbe8",
    "result": "#f5dbe8",
    "item": "#f5dbe8",
    "person": "#bdbdbd",
}
_MOST_ROWS = 500
_STYLE = """
body{font-family:"Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;margin:24px;
color:#222;line-height:1.5} h1{font-size:22px} h2{font-size:17px;margin-top:28px}
.wide{overflow-x:auto} table{border-collapse:collapse;font-size:14px}
th,td{border:1px solid #bbb;padding:3px 8px;vertical-align:top;text-align:left;min-width:5em}
td.number,th.number{min-width:0}
@media(max-width:600px){body{margin:12px} h1{font-size:19px}}
th{font-weight:600} .role{font-size:12px;font-weight:400;display:block;color:#444}
.left td{color:#777;background:#fafafa;font-style:italic} .number{color:#777;text-align:right}
.key span{display:inline-block;padding:2px 10px;margin:0 6px 6px 0;border:1px solid #bbb}
li{margin:4px 0}
"""


def write_page(ledger: Ledger, path: str | os.PathLike[str]) -> Path:
    """Write the page of a ledger (one HTML file that needs no network).

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     ledger = records.read_ledger(folder + "/台账.xlsx")
    ...     "柳溪村" in records.write_page(ledger, folder + "/台账.html").read_text("utf-8")
    True
    """
    parts = [
        f"<h1>{escape(tr('台账是这样读的：', 'How the ledger was read: '))}"
        f"{escape(ledger.source)}</h1>",
        f"<p>{escape(' '.join([*ledger.says(), *ledger.remarks()]))}</p>",
        _key(ledger),
        _questions(ledger),
        *(_sheet(ledger, str(name)) for name in ledger.columns["sheet"].unique()),
        _pairings(ledger),
        _skipped(ledger),
    ]
    lang = tr("zh-CN", "en")
    title = escape(f"{tr('台账', 'Ledger')} {ledger.source}")
    with writing(path) as draft:
        draft.path.write_text(
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
            f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>",
            encoding="utf-8",
        )
    return draft.final


def _key(ledger: Ledger) -> str:
    """The colours that occur."""
    used = [r for r in _COLOURS if r in set(ledger.columns["role"])]
    spans = "".join(
        f'<span style="background:{_COLOURS[r]}">{escape(role_said(r))}</span>' for r in used
    )
    return f'<p class="key">{spans}</p>'


def _questions(ledger: Ledger) -> str:
    if not ledger.questions:
        return ""
    items = "".join(
        f"<li>{escape(q.said)} ({escape(' / '.join(q.choices_said))})</li>"
        for q in ledger.questions
    )
    return f"<h2>{tr('待回答的问题', 'Questions')}</h2><ol>{items}</ol>"


def _sheet(ledger: Ledger, name: str) -> str:
    """One sheet: headings by role, rows with what was recognised, rows left out with the reason."""
    columns = ledger.columns[ledger.columns["sheet"] == name]
    letters = list(dict.fromkeys(columns["column"]))
    letters.sort(key=lambda c: (len(c), c))
    roles = dict(zip(columns["column"], columns["role"]))
    heads = dict(zip(columns["column"], columns["heading"]))
    cells: dict[int, dict[int, str]] = defaultdict(dict)
    for (sheet, row, column), text in ledger.shown.items():
        if sheet == name:
            cells[row + 1][column] = text
    left = ledger.skipped[(ledger.skipped["sheet"] == name) & ledger.skipped["row"].notna()]
    reasons = dict(zip(left["row"].astype(int), left["reason"]))
    top = "".join(
        f'<th style="background:{_colour(roles[c])}">{c} {escape(heading_said(heads[c]))}'
        f'<span class="role">{escape(role_said(roles[c]))}</span></th>'
        for c in letters
    )
    rows = sorted({*cells, *reasons})
    lines = []
    for row in rows[:_MOST_ROWS]:
        if row in reasons and row not in cells:
            lines.append(
                f'<tr class="left"><td class="number">{row}</td><td colspan="{len(letters)}">'
                f"{escape(tr('没有读：', 'left out: ') + reason_said(reasons[row]))}</td></tr>"
            )
            continue
        shown = {column_letters(j): t for j, t in cells[row].items()}
        tds = "".join(
            f'<td style="background:{_colour(roles[c])}">{escape(shown.get(c, ""))}</td>'
            for c in letters
        )
        lines.append(f'<tr><td class="number">{row}</td>{tds}</tr>')
    more = len(rows) - _MOST_ROWS
    rest = tr(f"……还有 {more} 行，读法相同。", f"… {more} more rows, read alike.")
    return (
        f"<h2>{escape(name)}</h2><div class='wide'><table><tr><th class=number></th>{top}</tr>"
        f"{''.join(lines)}</table></div>" + (f"<p>{rest}</p>" if more > 0 else "")
    )


def _colour(role: str) -> str:
    return _COLOURS.get(role, "#ffffff")


def _pairings(ledger: Ledger) -> str:
    """Every pairing with the cells that state it."""
    if not len(ledger.pairings):
        return ""
    places = ledger.origins.assign(
        at=ledger.origins["sheet"]
        + " "
        + ledger.origins["column"]
        + ledger.origins["row"].astype("string")
    )
    where = places.groupby("pairing")["at"].agg("、".join)
    heads = tr("帮扶方,受助方,方式,起,止,出处", "helper,recipient,channel,start,end,origin")
    top = "".join(f"<th>{h}</th>" for h in heads.split(","))
    lines = []
    for i, p in enumerate(ledger.pairings.itertuples(index=False)):
        how = tr("未注明方式", "not stated") if pd.isna(p.channel) else channel_label(p.channel)
        texts = [p.helper, p.recipient, how, p.start, p.end, where.get(i, "")]
        tds = "".join(f"<td>{'' if pd.isna(t) else escape(str(t))}</td>" for t in texts)
        lines.append(f"<tr>{tds}</tr>")
    title = tr("读到的结对", "Pairings")
    return f"<h2>{title}</h2><div class='wide'><table><tr>{top}</tr>{''.join(lines)}</table></div>"


def _skipped(ledger: Ledger) -> str:
    """Whole sheets that were left out (rows stand in their sheets)."""
    whole = ledger.skipped[ledger.skipped["row"].isna()]
    items = "".join(
        f"<li>{escape(str(s))}{tr('：', ': ')}{escape(reason_said(str(r)))}</li>"
        for s, r in zip(whole["sheet"], whole["reason"])
    )
    title = tr("没有读的工作表", "Sheets left out")
    return f"<h2>{title}</h2><ul>{items}</ul>" if items else ""
