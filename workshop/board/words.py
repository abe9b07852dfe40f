"""The words and marks on the board; its script holds none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.terms import CHANNELS, channel, heading, tr, values, word


def marks() -> dict[str, Any]:
    """Mark and colour of each channel, as in the figures; short label of each goal and which way is
    better."""
    channels = {
        c.name: {"mark": c.sign, "empty": c.open_sign, "color": c.colour}
        for c in map(channel, CHANNELS)
    }
    more, less = tr("越多越好", "more is better"), tr("越少越好", "less is better")
    cheaper = tr("覆盖相同时越少越好", "at equal coverage, less is better")
    better = {"fairness": less, "distance": cheaper}
    goals = {g: (word("goal", g), better.get(g, more)) for g in values("goal")}
    # a room reads what it means, not how it is computed
    goals["fairness"] = (tr("空缺集中程度", "how far gaps fall together"), less)
    return {"channels": channels, "goals": goals}


def plain_price(price: Mapping[str, int]) -> str:
    """What an exchange costs, in plain words; kilometres to one decimal."""
    km = round(abs(price.get("distance", 0)) / 1000, 1)
    amounts = {g: abs(n) for g, n in price.items()} | {"distance": km}
    said = {
        "coverage": (
            ("多满足 {} 项需要", "{} more needs met"),
            ("少满足 {} 项需要", "{} fewer needs met"),
        ),
        "fairness": (
            ("缺口更集中在少数单位", "gaps fall on fewer units"),
            ("缺口更分散", "gaps are spread more evenly"),
        ),
        "keep": (
            ("多保留现有结对 {} 对", "{} more running pairs kept"),
            ("少保留现有结对 {} 对", "{} fewer running pairs kept"),
        ),
        "fit": (("匹配分多 {}", "fit {} higher"), ("匹配分少 {}", "fit {} lower")),
        "distance": (
            ("总共多 {} 公里", "{} km more in all"),
            ("总共少 {} 公里", "{} km less in all"),
        ),
    }
    parts = [
        tr(*said[g][int(price[g] < 0)]).format(amounts[g])
        for g in said
        if price.get(g) and amounts[g]
    ]
    return tr("，", ", ").join(parts)


def words() -> dict[str, str]:
    """Every fixed word of the page, in the reader's language."""
    return _board() | _beside_the_plan()


def _board() -> dict[str, str]:
    return {
        "begin": tr(
            "先点一个帮扶方，再点要帮的单位；反过来也行。",
            "Choose a helper, then the unit to help; or the other way round.",
        ),
        "helpers": tr("帮扶方", "Helpers"),
        "units": tr("待提升单位", "Units to be helped"),
        "channels": heading("channel", "pairing").capitalize(),
        "township": tr("乡镇", "Township"),
        "search": tr("查找帮扶方（名称或编号）", "Find a helper (name or code)"),
        "places": tr("名额", "places"),
        "full": tr("已满", "full"),
        "empty": tr("待结对", "open"),
        "take_off": tr("取下", "take off"),
        "undo": tr("撤销", "Undo"),
        "redo": tr("重做", "Redo"),
        "clear": tr("全部取下", "Clear"),
        "running": tr("放上现有结对", "Put running pairs on"),
        "export": tr("导出", "Export"),
        "import": tr("导入", "Import"),
        "to_plan": tr("对照方案", "See the plan"),
        "keys": tr(
            "方向键移动，回车选定，Esc 放弃，Ctrl+Z 撤销",
            "Arrows move, Enter chooses, Esc lets go, Ctrl+Z undoes",
        ),
    }


def _beside_the_plan() -> dict[str, str]:
    return {
        "compare": tr(
            "与方案的不同逐条列在这里：看看差在哪里、代价多少。",
            "Yours beside the plan: the differences and their price.",
        ),
        "give_reason": tr("写明理由，再点“保留”。", "Write the reason, then press Keep."),
        "kept": tr("已保留，理由和代价都记下了。", "Kept, with its reason and price."),
        "forgotten": tr("不再保留这一处。", "No longer kept."),
        "adopted": tr(
            "已换成方案，写明理由的选择都保留着（可以撤销）。",
            "The plan is here, your choices kept (undo brings yours back).",
        ),
        "to_board": tr("回到结对板", "Back to the board"),
        "adopt": tr("采用方案", "Take the plan"),
        "adopt_chosen": tr("采用方案（含我们的选择）", "Take the plan, with our choices"),
        "goal": tr("目标", "Goal"),
        "ours": tr("我们", "Ours"),
        "plan": tr("方案", "The plan"),
        "chosen": tr("方案含我们的选择", "The plan with our choices"),
        "side_ours": tr("我们有，方案没有", "Ours, not in the plan"),
        "side_plan": tr("方案有，我们没有", "In the plan, not ours"),
        "rest": tr("再看其余 {0} 处", "See {0} more"),
        "none": tr("与方案完全一样。", "Exactly as in the plan."),
        "keep_mine": tr("保留我们的选择", "Keep our choice"),
        "keep": tr("保留", "Keep"),
        "cancel": tr("取消", "Cancel"),
        "forget": tr("不再保留", "Keep no longer"),
        "reason": tr("理由（必填）", "Reason (required)"),
        "then_ours": tr("要这一对，就得：", "To have it: "),
        "then_plan": tr("不要这一对，就得：", "To do without: "),
        "price": tr("代价：", "Price: "),
        "because": tr("我们的理由：", "Our reason: "),
        "shortages": tr("方案也补不上的缺口", "What no plan can cover"),
        "differences": tr("不同之处", "Differences"),
        "totals": tr("各目标合计", "Totals"),
    }
