"""Why and why-not against plans made again, replanning, overrides, and workbooks that people
edit."""

import numpy as np
import openpyxl
import pandas as pd
import pytest
from plan_reference import goals, tables

from toolkit import check, pairing
from toolkit.rules import Rules
from toolkit.terms import CHANNELS, use_lang

A, D, E = CHANNELS[:3]
IDS = ["helper_id", "recipient_id"]


@pytest.fixture(autouse=True)
def _english():
    with use_lang("en"):
        yield


def forced(t, order, h, r, action):
    return pairing.plan(
        **t,
        goals=order,
        overrides=pd.DataFrame({"helper_id": [h], "recipient_id": [r], "action": [action]}),
    )


def chosen(plan, h, r):
    """Channels in which a plan pairs the two."""
    return plan.pairs.loc[(plan.pairs[IDS] == [h, r]).all(axis=1), "channel"].tolist()


def keyed(plan):
    return set(plan.pairs[[*IDS, "channel"]].itertuples(index=False, name=None))


def best_with(t, order, h, r):
    """The best plan that has the pair in some channel: each channel pinned in turn."""
    found = []
    for channel in t["helpers"].loc[t["helpers"]["helper_id"] == h, "channel"]:
        pin = pd.DataFrame(
            {"helper_id": [h], "recipient_id": [r], "action": ["pin"], "channel": [channel]}
        )
        try:
            made = pairing.plan(**t, goals=order, overrides=pin)
        except pairing.PlanError:
            continue
        if chosen(made, h, r):
            found.append(made)
    signs = {"fairness": -1, "distance": -1}
    return max(
        found, key=lambda p: [signs.get(g, 1) * v for g, v in p.levels.items()], default=None
    )


@pytest.mark.parametrize("seed", range(30))
def test_prices_are_those_of_plans_made_again_under_that_condition(seed):
    rng = np.random.default_rng(seed)
    t, order = tables(rng), goals(rng)
    plan = pairing.plan(**t, goals=order)
    for h, r in t["candidates"][IDS].to_numpy()[:6]:
        planned = chosen(plan, h, r)
        told = plan.why(h, r) if planned else plan.why_not(h, r)
        again = forced(t, order, h, r, "ban") if planned else best_with(t, order, h, r)
        if not told.chain:
            assert again is None
            continue
        change = {g: again.levels[g] - plan.levels[g] for g in plan.levels}
        assert told.price == change
        assert {g: sum(m.price[g] for m in told.chain) for g in plan.levels} == change
        assert told.chain[0].action == ("drop" if planned else "add")
        # the exchange leads to pairs that keep every rule and attain what the best plan attains
        moved = {(m.helper_id, m.recipient_id, m.channel) for m in told.chain}
        after = pd.DataFrame(sorted(keyed(plan) ^ moved), columns=[*IDS, "channel"])
        assert pairing.rule_problems(plan, after.astype("string")).empty
        assert plan.attained(after) == again.levels
        assert bool(len(after) and (after[IDS] == [h, r]).all(axis=1).any()) is not bool(planned)


def test_without_a_pair_of_two_channels_is_without_it_in_both():
    t = {
        "recipients": pd.DataFrame({"recipient_id": ["r0", "r1"], A: [1, 1], E: [0, 1]}),
        "helpers": pd.DataFrame({"helper_id": ["h1", "h1"], "channel": [A, E], "capacity": [1, 1]}),
        "candidates": pd.DataFrame(
            [("h1", "r0", 9, 1.0), ("h1", "r1", 1, 1.0)], columns=[*IDS, "fit", "distance_km"]
        ),
    }
    price = pairing.plan(**t).why("h1", "r1").price
    assert (price["coverage"], price["fairness"], price["fit"]) == (-1, 3, -1)


def chain_tables():
    """a is near h1 and h2; b only knows h1: h1 must go to b."""
    r = pd.DataFrame({"recipient_id": ["a", "b"], A: [1, 1]})
    h = pd.DataFrame({"helper_id": ["h1", "h2", "h3"], "channel": [A, A, D], "capacity": [1, 1, 1]})
    c = pd.DataFrame(
        [("h1", "a", 9, 1.0), ("h2", "a", 9, 4.2), ("h1", "b", 9, 2.0), ("h3", "b", 9, 1.0)],
        columns=[*IDS, "fit", "distance_km"],
    )
    return {"recipients": r, "helpers": h, "candidates": c}


def test_sentences_name_the_exchange_and_its_price_in_both_languages():
    plan = pairing.plan(**chain_tables())
    told = plan.why_not("h1", "a")
    assert [(m.action, m.helper_id, m.recipient_id) for m in told.chain] == [
        ("add", "h1", "a"),
        ("drop", "h1", "b"),
        ("drop", "h2", "a"),
    ]
    assert "coverage -1" in told.sentence and "h1 no longer helps b" in told.sentence
    assert (
        list(told.table.columns) == ["action", *IDS, "channel", *plan.levels]
        and told.sentence in told._repr_html_()
    )
    with use_lang("zh"):
        assert "代价：覆盖 -1" in plan.why_not("h1", "a").sentence
        assert "若不要 h1 → b" in plan.why("h1", "b").sentence


def test_rules_that_bar_a_pair_are_named_and_questions_asked_the_wrong_way_round_are_answered():
    plan = pairing.plan(**chain_tables())
    assert plan.why_not("h2", "b").sentence.endswith("the table of candidates lacks this pair.")
    assert "no channel" in plan.why_not("h3", "b").sentence
    assert (
        "ask why" in plan.why_not("h1", "b").sentence
        and "ask why_not" in plan.why("h2", "b").sentence
    )
    with pytest.raises(ValueError, match="not in the tables: nobody"):
        plan.why("nobody", "a")
    t = chain_tables()
    t["helpers"].loc[1, "capacity"] = 0
    assert "no places" in pairing.plan(**t).why_not("h2", "a").sentence
    assert (
        "takes no pairs"
        in pairing.plan(**t | {"recipients": t["recipients"].assign(most=[0, 1])})
        .why_not("h1", "a")
        .sentence
    )


def test_a_pair_that_may_not_be_is_told_with_the_rule_that_bars_it():
    t, kin = chain_tables(), {"helper_id": ["h2"], "recipient_id": ["b"], "reason": ["kinship"]}
    plan = pairing.plan(**t, excluded=pd.DataFrame(kin))
    assert plan.why_not("h2", "b").sentence.endswith(": kinship.")
    assert (
        forced(t, pairing.GOALS, "h1", "a", "ban")
        .why_not("h1", "a")
        .sentence.endswith(": barred by hand.")
    )
    change = {"helper_id": ["h1"], "recipient_id": ["b"]}
    for given, told in (({}, "barred by this change"), ({"reason": ["moved"]}, "moved")):
        again = plan.replan({"ineligible": pd.DataFrame(change | given)})
        assert again.why_not("h1", "b").sentence.endswith(f": {told}.")
        assert again.ineligible["reason"].tolist() == [told]
        assert again.why_not("h2", "b").sentence.endswith(": kinship.")
    assert plan.replan({"leave": "h1"}).ineligible["reason"].tolist() == [
        "h1 is not among the helpers"
    ]


@pytest.mark.parametrize("seed", range(15))
def test_replanning_keeps_as_many_rows_as_any_plan_with_that_coverage(seed):
    rng = np.random.default_rng(seed + 100)
    t = tables(rng)
    plan = pairing.plan(**t)
    if not len(t["helpers"]):
        return
    gone = t["helpers"]["helper_id"].iloc[0]
    again = plan.replan({"leave": [gone]})
    rest = {k: f[f["helper_id"] != gone] if "helper_id" in f else f for k, f in t.items()} | {
        "running": plan.pairs[IDS]
    }
    best = pairing.plan(**rest, goals=("coverage", "keep"))
    assert again.certificate.holds and gone not in set(again.pairs["helper_id"])
    assert (again.levels["coverage"], again.levels["keep"]) == (
        best.levels["coverage"],
        best.levels["keep"],
    )
    first = plan.replan({"leave": [gone]}, keep="first")
    assert first.levels["keep"] >= again.levels["keep"] and next(iter(first.levels)) == "keep"
    assert first.choices["chosen"].tolist() == [True, False, False]
    assert list(first.choices.index) == ["first", "after_coverage", "last"]
    stays = pairing.compare(plan, again)["change"].eq("kept").sum()
    eligible = (~plan.pairs[IDS].drop_duplicates()["helper_id"].eq(gone)).sum()
    assert (
        again.kept_share == pytest.approx(stays / eligible, nan_ok=True)
        if eligible
        else np.isnan(again.kept_share)
    )


def test_replan_reads_every_kind_of_change():
    plan = pairing.plan(**chain_tables())
    again = plan.replan(
        {
            "recipients": [{"recipient_id": "new", A: 1}, {"recipient_id": "b", A: 0}],
            "helpers": pd.DataFrame({"helper_id": ["h4"], "channel": [A], "capacity": [1]}),
            "places": {"h2": 2},
            "candidates": [
                {"helper_id": "h4", "recipient_id": "new", "fit": 5, "distance_km": 1.0}
            ],
            "ineligible": pd.DataFrame({"helper_id": ["h1"], "recipient_id": ["a"]}),
            "leave": "h3",
        }
    )
    assert set(again.pairs[IDS].itertuples(index=False, name=None)) == {("h2", "a"), ("h4", "new")}
    assert again.problem.capacity.tolist() == [1, 3, 1]
    assert again.kept_share == 0.5 and again.below_keep_min and "pair.keep_min" in again.sentence
    assert not plan.replan({"leave": "h3"}, rules=Rules({"pair.keep_min": 0.0})).below_keep_min
    assert plan.replan().kept_share == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fire": 1}, "unknown changes fire"),
        ({"leave": ["x"]}, "not in the tables: x"),
        ({"places": {"x": 1}}, "0 rows"),
        ({"helpers": [{"helper_id": "h1"}]}, "lacks columns: channel"),
        ({"helpers": [{"helper_id": "h1", "channel": A, "capacity": -1}]}, "negative"),
    ],
)
def test_changes_that_make_no_sense_are_refused(changes, words):
    with pytest.raises(pairing.PlanError, match=words):
        pairing.plan(**chain_tables()).replan(changes)
    with pytest.raises(ValueError, match="after_coverage"):
        pairing.plan(**chain_tables()).replan({}, keep="never")


def test_overrides_stand_above_the_goals_with_reason_and_price():
    by_hand = pd.DataFrame(
        {
            "helper_id": ["h1"],
            "recipient_id": ["a"],
            "action": ["pin"],
            "reason": ["agreed last year"],
        }
    )
    plan = pairing.plan(**chain_tables(), overrides=by_hand)
    assert ("h1", "a") in set(
        plan.pairs[IDS].itertuples(index=False, name=None)
    ) and plan.certificate.holds
    row = plan.overrides.iloc[0]
    assert (row["reason"], row["channel"], row["coverage"]) == ("agreed last year", A, -1)
    assert (
        plan.shortages["short"].sum() == 0
    )  # every need could be covered: the pin is what leaves b out
    assert len(plan.replan({"leave": "h3"}).overrides) == 1
    both = pd.DataFrame(
        {"helper_id": ["h1", "h1"], "recipient_id": ["a", "b"], "action": ["pin", "pin"]}
    )
    with pytest.raises(pairing.PlanError, match="cannot all be kept"):
        pairing.plan(**chain_tables(), overrides=both)
    for bad in (both.assign(action="love"), both.assign(helper_id="h2")):
        with pytest.raises(pairing.PlanError):
            pairing.plan(**chain_tables(), overrides=bad)


def test_a_workbook_comes_back_as_running_pairs(tmp_path):
    plan = pairing.plan(**chain_tables())
    path = plan.to_excel(tmp_path / "方案 一.xlsx")
    back = pairing.read_plan(path)
    pd.testing.assert_frame_equal(back, plan.pairs[[*IDS, "channel"]])
    raw = pd.read_excel(path, sheet_name=0, dtype=str, engine="openpyxl")
    assert list(raw.columns[:3]) == ["helper id", "recipient id", "channel"]
    for running in (back, raw):
        assert pairing.plan(**chain_tables(), running=running).levels["keep"] == 2


def test_an_edited_workbook_is_validated_and_every_edit_is_priced(tmp_path):
    path = pairing.plan(**chain_tables()).to_excel(tmp_path / "plan.xlsx")
    same = pairing.check_plan(path)
    assert same.edits.empty and same.problems.empty and same.levels == same.planned
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == "h2":
            row[0].value = "h1"
    sheet.append(["h9", "b", sheet["C2"].value])
    book.save(path)
    found = pairing.check_plan(path)
    assert found.edits[["action", "helper_id", "recipient_id"]].to_numpy().tolist() == [
        ["add", "h1", "a"],
        ["drop", "h2", "a"],
        ["add", "h9", "b"],
    ]
    assert found.edits["coverage"].tolist()[:2] == [-1, -1] and pd.isna(
        found.edits["coverage"].iloc[2]
    )
    assert any("over capacity: 2 pairs, only 1 allowed" in x for x in found.problems["problem"])
    assert (
        found.sentence.startswith("needs covered ")
        and f"/ {found.needs} (plan {found.planned['coverage']})" in found.sentence
    )
    assert any("No number 'h9' among the helpers" in x for x in found.problems["problem"])
    with pytest.raises(ValueError, match="no sheet"):
        book.remove(sheet)
        book.save(path)
        pairing.check_plan(path)


def test_ids_that_people_type_in_as_numbers_are_the_same_ids(tmp_path):
    t = {name: f.replace({"h1": "1", "h2": "2", "h3": "3"}) for name, f in chain_tables().items()}
    plan = pairing.plan(**t)
    path = plan.to_excel(tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[0].value in ("1", "2"):
            row[0].value = int(row[0].value)
    book.save(path)
    pd.testing.assert_frame_equal(pairing.read_plan(path), plan.pairs[[*IDS, "channel"]])
    assert pairing.check_plan(path).edits.empty


@pytest.mark.parametrize("seed", range(25))
def test_greedy_and_stable_obey_the_rules_and_never_beat_the_plan(seed):
    t = tables(np.random.default_rng(seed + 300), scores=10)
    plan = pairing.plan(**t)
    for method in (pairing.greedy, pairing.stable):
        pairs, attained = method(**t)
        assert attained["coverage"] == len(pairs) and attained["fit"] == pairs["fit"].sum()
        assert plan.attained(pairs.sample(frac=1, random_state=seed)) == attained
        used = pairs.groupby(["helper_id", "channel"]).size()
        assert (
            used <= t["helpers"].set_index(["helper_id", "channel"])["capacity"].reindex(used.index)
        ).all()
        ours, theirs = (
            [x[g] * (1 if g in ("fairness", "distance") else -1) for g in plan.levels]
            for x in (plan.levels, attained)
        )
        assert ours <= theirs


def test_what_pairs_attain_leaves_out_what_no_plan_could_hold():
    plan = pairing.plan(**chain_tables())
    odd = plan.pairs.iloc[[0, 0, 0, 0]].copy()
    odd["helper_id"], odd["channel"] = (
        ["h9", pd.NA, odd["helper_id"].iloc[0], odd["helper_id"].iloc[0]],
        [D, D, "co_building", pd.NA],
    )
    assert plan.attained(pd.concat([plan.pairs, odd, plan.pairs])) == plan.levels
    assert plan.attained(odd) == {"coverage": 0, "fairness": 2, "keep": 0, "fit": 0, "distance": 0}


@pytest.mark.parametrize("seed", range(25))
def test_no_pair_would_both_rather_have_each_other_than_the_stable_matching(seed):
    t = tables(np.random.default_rng(seed + 400), scores=10)
    t["recipients"] = t["recipients"].drop(columns="most", errors="ignore")
    pairs, _ = pairing.stable(**t)
    score = t["candidates"].set_index(IDS)
    like = {k: (row["fit"], -round(row["distance_km"] * 1000)) for k, row in score.iterrows()}
    held = set(pairs[[*IDS, "channel"]].itertuples(index=False, name=None))
    for h, c, places in t["helpers"].itertuples(index=False, name=None):
        for r in t["recipients"]["recipient_id"]:
            need = t["recipients"].set_index("recipient_id").loc[r, c]
            if (h, r) not in like or (h, r, c) in held or not places or not need:
                continue
            mine = [like[x[:2]] for x in held if x[1] == r and x[2] == c]
            theirs = [like[x[:2]] for x in held if x[0] == h and x[2] == c]
            unit_wants = len(mine) < need or min(mine) < like[h, r]
            helper_wants = len(theirs) < places or min(theirs) < like[h, r]
            assert not (unit_wants and helper_wants)


def test_rules_are_asked_of_any_pairs_and_manual_changes_read_back(tmp_path):
    plan = pairing.plan(**chain_tables())
    keys = [*IDS, "channel"]
    assert pairing.rule_problems(plan, plan.pairs).empty
    more = pd.DataFrame([("h1", "a", A), ("h2", "b", A), (None, "a", A)], columns=keys).astype(
        "string"
    )
    found = pairing.rule_problems(plan, pd.concat([plan.pairs[keys], more]))
    assert set(found["problem"].str.split(":").str[0]) >= {
        "over capacity",
        "beyond the need",
        "an id or the channel is empty",
    }
    assert found.set_index(keys[:2]).loc[("h2", "b"), "problem"].startswith("h2 is no candidate")
    assert pairing.read_overrides(plan.to_excel(tmp_path / "plain.xlsx")).empty
    pinned = pairing.plan(
        **chain_tables(),
        overrides=pd.DataFrame([("h1", "a", "pin", "near")], columns=[*IDS, "action", "reason"]),
    )
    told = pairing.read_overrides(pinned.to_excel(tmp_path / "pinned.xlsx"))
    assert told.iloc[0].tolist() == ["h1", "a", A, "pin", "near"]


# ---- whatever people do to the workbook, one cause and the nearest fix


def edited(path, change):
    """The workbook of a small plan after `change(sheet of pairs)`; checked again in Chinese."""
    t = {
        "recipients": pd.DataFrame({"recipient_id": ["06", "07"], A: [1, 1]}),
        "helpers": pd.DataFrame(
            {"helper_id": ["D1", "D5", "E1"], "channel": [A, A, E], "capacity": [2, 0, 1]}
        ),
        "candidates": pd.DataFrame(
            [("D1", "06", 9, 1.26), ("D1", "07", 3, 2.0), ("D5", "06", 9, 1.0)],
            columns=[*IDS, "fit", "distance_km"],
        ),
    }
    units = pd.DataFrame(
        {"org_id": ["06", "07", "D1"], "name": ["西沟村党支部", "东沟村党支部", "农业局"]}
    )
    with use_lang("zh"):
        pairing.plan(**t, units=units).to_excel(path)
        book = openpyxl.load_workbook(path)
        change(book.worksheets[0])
        book.save(path)
        return pairing.check_plan(path)


def column(sheet, heading):
    return next(c.column for c in sheet[1] if c.value == heading)


def put(heading, value, row=2):
    return lambda sheet: setattr(sheet.cell(row, column(sheet, heading)), "value", value)


@pytest.mark.parametrize(
    "change, said",
    [
        (put("帮扶方", "D5"), "D5 在先进带后进没有名额"),
        (put("受助方", "西沟村党支部"), "是否想填 06 西沟村党支部？"),
        (put("受助方", 6), "是否想填 06 西沟村党支部？"),
        (put("帮扶方", "07"), "07 东沟村党支部 在“受助方”表里，不在“帮扶方”表里：填反了"),
        (put("帮扶方", "E1"), "E1 不承担先进带后进；它承担：企业结后进。"),
        (put("结对方式", "手拉手"), "没有这种结对方式；可填：先进带后进"),
        (
            put("结对方式", None),
            "“结对方案”表第 2 行：写着“D1”、“06”，“结对方式”空着。是一对结对就补上",
        ),
        (
            put("受助方", None),
            "第 2 行：写着“D1”、“先进带后进”，“受助方”空着。是否想填 06 西沟村党支部？",
        ),
        (
            put("受助方", "#N/A"),
            "第 2 行：写着“D1”、“先进带后进”，“受助方”是错误值或没有算出的公式",
        ),
        (put("帮扶方", "合计", 4), "第 4 行：写着“合计”，“受助方”、“结对方式”空着"),
    ],
)
def test_an_edit_that_cannot_be_is_said_with_its_cause(tmp_path, change, said):
    found = edited(tmp_path / "方案.xlsx", change)
    assert len(found.problems) == 1
    assert said in found.problems["problem"].iloc[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_is_told_from_a_county(tmp_path, lang):
    path = tmp_path / "方案.xlsx"
    with use_lang(lang):
        pairing.plan(**tables(np.random.default_rng(1))).to_excel(path)
        found = check(path)
    assert len(found) == 1 and "plan --check" in found["reason"][0]


@pytest.mark.parametrize(
    "row, said",
    [
        (
            ("D1", "O6"),
            "“受助方”写着“O6”，“受助方”表里没有这个编号，这一对没有算作现有结对。是否想填 06",
        ),
        (("D9", "06"), "“帮扶方”写着“D9”，“帮扶方”表里没有这个编号"),
        (("D1", None), "“受助方”空着"),
    ],
)
def test_an_unknown_number_among_the_running_pairs_is_said_with_its_row(tmp_path, row, said):
    def change(sheet):
        running = sheet.parent["现有结对"]
        for heading, value in zip(("帮扶方", "受助方"), row):
            running.cell(2, column(running, heading), value)

    found = edited(tmp_path / "方案.xlsx", change)
    told = found.problems["problem"].tolist()
    assert len(told) == 1 and told[0].startswith("“现有结对”表第 2 行：") and said in told[0]


def test_running_pairs_that_the_plan_itself_could_not_keep_are_no_fault(tmp_path):
    t = chain_tables()
    stopped = pd.DataFrame({"helper_id": ["gone"], "recipient_id": ["a"]})
    path = pairing.plan(**t, running=stopped).to_excel(tmp_path / "plan.xlsx")
    assert pairing.check_plan(path).problems.empty


def test_moved_rows_more_columns_and_blank_rows_change_nothing(tmp_path):
    def change(sheet):
        sheet.insert_cols(1)
        sheet.cell(1, 1, "我的序号")
        sheet.insert_rows(1, 2)
        sheet.cell(1, 1, "青山县 2011 年结对方案")
        sheet.insert_rows(5)

    found = edited(tmp_path / "方案.xlsx", change)
    assert found.edits.empty and found.problems.empty


def test_names_reasons_and_the_word_of_those_who_decide_stand_in_the_workbook(tmp_path):
    def change(sheet):
        assert [c.value for c in sheet[1]][:4] == ["帮扶方", "帮扶方名称", "受助方", "受助方名称"]
        assert sheet.cell(2, column(sheet, "受助方名称")).value == "西沟村党支部"
        assert sheet.cell(2, column(sheet, "距离（公里）")).value == 1.3
        assert sheet.cell(2, column(sheet, "为什么这样配")).value == "因：匹配 9"
        sheet.cell(2, column(sheet, "审定"), "再议")

    found = edited(tmp_path / "方案.xlsx", change)
    assert found.remarks[["recipient_id", "approval"]].values.tolist() == [["06", "再议"]]
    assert found.called("06") == "06 西沟村党支部" and found.problems.empty


def test_a_workbook_prints_at_eight_points_and_names_goals_in_words(tmp_path):
    goals = ("coverage", "keep", "distance")
    long = "青澜县一个名称很长的县直机关联合党支部"
    named = dict.fromkeys(("h1", "h2", "h3", "a", "b"), long)
    units = pd.DataFrame({"org_id": list(named), "name": list(named.values())})
    plan = pairing.plan(**chain_tables(), goals=goals, units=units)
    path = plan.to_excel(tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    for sheet in book:
        # letters of 7 pixels and a margin of 5 at 11 points, on A4 across without its margins
        across = sum(
            d.width * 7 * (d.max - d.min + 1) for d in sheet.column_dimensions.values()
        ) + 9 * 7 * max(0, sheet.max_column - max(d.max for d in sheet.column_dimensions.values()))
        assert 11 * min(1, (297 / 25.4 - 0.6) * 96 / across) >= 8, sheet.title
        assert sheet.page_setup.orientation == "landscape"
    cells = [c.value for row in book["goals and proof"].iter_rows() for c in row]
    assert "needs covered" in cells and not {*goals, "目标代号"} & set(cells)
    assert tuple(pairing.check_plan(path).levels) == goals
    assert book.worksheets[0].row_dimensions[2].height >= 30  # a long name takes two lines
