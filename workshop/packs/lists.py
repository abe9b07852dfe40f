"""Tables of each lesson for the workbook and the handout, and the sheets to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from toolkit import pairing
from toolkit.cases import Report
from toolkit.pairing import sheet_title
from toolkit.records import Sheet, bare
from toolkit.reports import Section, Table
from toolkit.terms import CHANNELS, channel_label, heading, label, tr
from workshop.lessons import NotHere, say
from workshop.packs.material import Material
from workshop.packs.pair_sheets import at_work, listed, marked


def units(m: Material) -> Table:
    """The units of the county, those to improve marked."""
    frame = m.units()
    if not len(frame):
        raise NotHere(tr("没有组织表。", "there is no table of organisations"))
    if backward := set(listed(m)):
        frame["grade"] = [
            label("rating", "grade", "backward") if i in backward else "" for i in frame["org_id"]
        ]
    return Table(tr("单位名单", "Units"), frame, of="organisation")


def pairs(m: Material) -> Table:
    """Every pair with its dates and state: which of them run on the day is for the reader to
    find."""
    table = m.table("pairing").sort_values(["start", "pair_id"], kind="stable")
    if table.empty:
        raise NotHere(tr("没有结对表。", "there is no table of pairings"))
    frame = table[["pair_id", "channel", "start", "end_actual", "status"]].copy()
    frame["channel"] = [channel_label(c) for c in table["channel"]]
    frame["status"] = [label("pairing", "status", s) for s in table["status"]]
    for column in ("recipient_id", "helper_id"):
        frame.insert(1, column, table[column].astype(object))
    return Table(
        tr("结对表（含已结束和未确认的）", "Pairings, ended and unconfirmed ones too"),
        frame,
        of="pairing",
    )


def loads(m: Material) -> Table:
    """Pairs and capacity of every helper at work."""
    load = pairing.load(m.county, m.day).drop(columns="over")
    load = load[load["helper_id"].isin(at_work(m)["helper_id"])]
    frame = load.assign(
        helper_id=[m.who(h) for h in load["helper_id"]],
        channel=[channel_label(c) for c in load["channel"]],
    )
    frame["capacity"] = [tr("不限", "no limit") if pd.isna(n) else f"{n}" for n in load["capacity"]]
    return Table(tr("帮扶方的能力", "Capacity of helpers"), frame.drop(columns="pairs"))


def needs(m: Material) -> Table:
    """Lesson 4: what each unit needs."""
    p = m.data.prepared.recipients
    frame = p.assign(recipient_id=[m.who(r) for r in p["recipient_id"]])
    return Table(tr("需要表", "Needs"), frame.rename(columns={c: marked(c) for c in CHANNELS}))


def places(m: Material) -> Table:
    """Lesson 4: how many more each helper can take."""
    p = m.data.prepared
    near = p.helpers[p.helpers["helper_id"].isin(p.candidates["helper_id"])]
    frame = near.assign(
        helper_id=[m.who(h) for h in near["helper_id"]],
        channel=[marked(c) for c in near["channel"]],
    )
    return Table(tr("名额表", "Places"), frame)


def planning_forms(m: Material) -> list[Sheet]:
    """Lesson 4: the workbook that `pairing.read_plan` and `pairing.check_plan` read back, its sheet
    of pairs empty."""
    p = m.data.prepared
    with_channel = p.candidates[["helper_id", "recipient_id", "fit", "distance_km"]].round(
        {"distance_km": 3}
    )
    frames = {
        "pairs": pd.DataFrame(columns=["helper_id", "recipient_id", "channel"], dtype="string"),
        "overrides": pd.DataFrame(
            columns=["helper_id", "recipient_id", "action", "channel", "reason"], dtype="string"
        ),
        "recipients": p.recipients,
        "helpers": p.helpers.assign(channel=[channel_label(c) for c in p.helpers["channel"]]),
        "candidates": with_channel,
    }
    ids = {
        "helper_id": sorted(p.candidates["helper_id"].unique()),
        "recipient_id": sorted(p.recipients["recipient_id"]),
    }
    # pairs of helpers that the sheet of helpers does not list are nobody's choice here
    listed = p.running["helper_id"].isin(p.helpers["helper_id"])
    frames["running"] = p.running.loc[
        listed & p.running["recipient_id"].isin(ids["recipient_id"]), list(ids)
    ]
    channels = [channel_label(c) for c in p.recipients.columns if c in CHANNELS]
    out = []
    for name, frame in frames.items():
        heads = {
            c: channel_label(c) if c in CHANNELS else heading(c) for c in map(str, frame.columns)
        }
        form = name in ("pairs", "overrides")
        choices = (
            ids | {"channel": channels, "action": [tr("指定", "pin"), tr("不用", "ban")]}
            if form
            else None
        )
        out.append(
            Sheet(
                sheet_title(name),
                frame,
                heads,
                choices=choices,
                notes=(m.mark,),
                widths=dict.fromkeys(frame.columns, 18.0) if form else None,
                spare_rows=200 * form,
            )
        )
    return out


def reading(m: Material, title: str, texts: Mapping[str, Report]) -> Section:
    """Texts to read, each sentence with its number."""
    told: list[str] = []
    for case, text in texts.items():
        told += [f"{case}　{bare(str(text.title))}"] if case else []
        spans = zip(text.sentences["start"], text.sentences["end"])
        told += [f"〔{i}〕{' '.join(text.text[a:b].split())}" for i, (a, b) in enumerate(spans, 1)]
    heading_ = tr("要读的原文（〔〕里是第几句）：", "The text, its sentences numbered: ") + title
    return Section("reading", heading_, paragraphs=told, new_page=True)


def coding_workbook(m: Material, folder: Path) -> list[Path]:
    """Lesson 8: the workbook to code in, one sentence a row; `cases.read_coding` reads it back."""
    from toolkit import cases

    few = dict(list(m.texts.items())[:4])
    return [cases.coding_sheet(few, folder / f"{m.lesson.number:02}_{tr('编码表', 'coding')}.xlsx")]


def case_teaching(m: Material, folder: Path) -> list[Path]:
    """Lessons 8 and 9: one case to teach with (案例教学): text, manual, questions."""
    from workshop.talk import case_pack

    return case_pack(m.texts, _deep(m), folder / tr("案例教学", "case_teaching"), nature=m.nature)


def discussion(m: Material, folder: Path) -> list[Path]:
    """Lessons 8 and 9: the discussion's forms on paper and a sheet for each of four groups
    (结构化研讨)."""
    from workshop.talk import discussion_forms, discussion_sheets

    asked, place = say(m.lesson.texts["discussion"][0]), folder / tr("研讨", "discussion")
    sheets = discussion_sheets(asked, 4, place, session=m.lesson.title)
    return [
        *sheets,
        discussion_forms(
            asked, place / tr("研讨表单（纸质）.docx", "paper_forms.docx"), session=m.lesson.title
        ),
    ]


def _deep(m: Material) -> str:
    """The case that the lesson goes into, else the longest report."""
    named = getattr(getattr(m.data, "deep", None), "case", None)
    return str(named) if named in m.texts else max(m.texts, key=lambda c: len(m.texts[c].text))
