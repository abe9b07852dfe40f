"""What may stand on real public data, on fictitious data, and about persons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.records.cells import matches, within
from toolkit.records.coerce import Typed
from toolkit.records.privacy import looks_like_a_name, personal_values
from toolkit.records.problems import Problems
from toolkit.terms import tables, tr

Tables = dict[str, Typed]
ENDING = "（虚构）"


def check_guard_rails(typed: Tables, problems: Problems) -> None:
    """All of them, in turn; each adds its problems."""
    _no_persons(typed, problems)
    if "organisation" in typed:
        _public_data(typed, problems)
        _fictitious_names(typed, problems)
    if "rating" in typed:
        t = typed["rating"]
        unfounded = t.frame["veto"].notna() & ~matches(t.frame["veto"], "法|条例|规定|办法|〔|《")
        t.say(
            problems,
            "veto",
            unfounded,
            tr("一票否决须注明法律依据", "a veto needs its legal basis"),
            "warning",
        )


def _no_persons(typed: Tables, problems: Problems) -> None:
    reason = tr("含身份证号或手机号，不得导入", "holds an identity or phone number and is refused")
    texts: dict[bool, list[tuple[Typed, str]]] = {True: [], False: []}
    for t in typed.values():
        keys = {
            c.name
            for c in tables()[t.raw.table].columns
            if "→" in c.rule or c.name in tables()[t.raw.table].key
        }
        for name, column in t.frame.items():
            if isinstance(column.dtype, pd.StringDtype) and name in t.position:
                texts[name not in keys].append((t, str(name)))
    for phones, asked in texts.items():
        if not asked:
            continue
        # one search over all columns, since there may be thousands
        columns = [t.frame[name] for t, name in asked]
        found = personal_values(pd.concat(columns, ignore_index=True), phones)
        ends = np.cumsum([len(column) for column in columns])
        for (t, name), which in zip(asked, np.split(found, ends[:-1])):
            if which.any():
                # the number itself goes into no message either
                unseen = [tr("（不显示）", "(not shown)")] * int(which.sum())
                at = t.position.get(name)
                problems.at(t.raw, name, which, reason, position=at, values=unseen)
    for table, column in (("pairing", "responsible_role"), ("exemplar_event", "actor_role")):
        if table in typed and column in typed[table].position:
            t = typed[table]
            t.say(
                problems,
                column,
                looks_like_a_name(t.frame[column]),
                tr("像人名：请填岗位，不填姓名", "reads like a name: give the role, never a name"),
                "warning",
            )


def _public_data(typed: Tables, problems: Problems) -> None:
    orgs = typed["organisation"]
    public = orgs.frame["data_nature"] == "public_official"
    ids = orgs.frame.loc[public, "org_id"]
    if not len(ids):
        return
    no_place = tr("公开官方数据不存坐标", "real public data carries no coordinates")
    for column in ("lon", "lat"):
        if column in orgs.position:
            orgs.say(problems, column, public & orgs.frame[column].notna(), no_place)
    judged = tr(
        "公开官方数据只描述，不评为待提升", "real public data is described, never judged backward"
    )
    if "rating" in typed:
        t = typed["rating"]
        t.say(
            problems,
            "grade",
            (t.frame["grade"] == "backward") & within(t.frame["org_id"], ids),
            judged,
        )
    if "turnaround_case" in typed:
        t = typed["turnaround_case"]
        t.say(problems, "org_id", within(t.frame["org_id"], ids), judged)
    if "pairing" in typed:
        t = typed["pairing"]
        touches = pd.Series(
            within(t.frame["helper_id"], ids) | within(t.frame["recipient_id"], ids)
        )
        t.say(
            problems,
            "channel",
            touches & t.frame["channel"].str.endswith("_backward"),
            judged,
        )


def _fictitious_names(typed: Tables, problems: Problems) -> None:
    orgs = typed["organisation"]
    natures = orgs.frame["data_nature"]
    reason = tr(f"虚构数据的名称须以“{ENDING}”结尾", f"a fictitious name must end in {ENDING}")
    orgs.say(
        problems,
        "name",
        (natures == "fictitious") & ~orgs.frame["name"].str.endswith(ENDING),
        reason,
    )
    if "exemplar" in typed:
        t = typed["exemplar"]
        invented = pd.Series(
            within(t.frame["org_id"], orgs.frame.loc[natures == "fictitious", "org_id"])
        )
        t.say(problems, "title", invented & ~t.frame["title"].str.endswith(ENDING), reason)
    given = natures.dropna()
    if not len(given) or not (given == "fictitious").all():
        return
    for table, column in (("exemplar", "title"), ("programme", "name"), ("case_text", "title")):
        if table in typed and column in typed[table].position:
            t = typed[table]
            told = (
                pd.Series(False, index=t.frame.index)
                if table != "exemplar"
                else t.frame["org_id"].notna()
            )
            t.say(
                problems,
                column,
                ~told & t.frame[column].notna() & ~t.frame[column].str.endswith(ENDING),
                reason,
            )
