"""What the pack of lesson 5 holds: dice, cards that fold, the county's table; no computer."""

from functools import partial

from toolkit import figures
from toolkit.reports import Table
from toolkit.terms import tr
from workshop.lessons import NotHere
from workshop.packs import Kit, Material
from workshop.packs.cards import Card, Deck, Ruled
from workshop.packs.shared_sheets import blank_form


def scores(m: Material) -> Table:
    """What the cards show above the fold."""
    frame = m.data.cards[["label", "org_id", "score", "satisfaction"]].copy()
    frame["org_id"] = [m.called.get(str(i), str(i)) for i in frame["org_id"]]
    frame = frame.rename(columns=m.data.heads | {"org_id": m.data.heads["name"]})
    title = tr(f"{m.data.period} 年得分与满意度", f"Scores and satisfaction, {m.data.period}")
    return Table(title, frame)


def rises(m: Material) -> Table:
    """The whole county's rise taken apart, by both measures."""
    title = tr("全县列入的单位，次年升了几分", "Points that the listed rose by in a year")
    return Table(title, m.data.rises())


def score_cards(m: Material) -> Deck:
    """What the class lists by above the fold, what came out below it."""
    if m.nature == "public_official":
        raise NotHere(
            tr("公开资料不排名，不制得分卡。", "published facts are not ranked: no score cards")
        )
    data, cards = m.data, []
    heads = data.heads | {"score_after": tr("上报·次年", "reported, next year")}
    verified = [] if data.cards["verified"].isna().any() else ["verified"]
    for row in data.cards.itertuples():
        front = [f"{heads[c]} {getattr(row, c):.1f}" for c in ("score", "satisfaction")]
        shown = [*verified, "score_after", *(["verified_after"] if verified else [])]
        back = [f"{heads[c]} {getattr(row, c):.1f}" for c in shown]
        name = m.called.get(str(row.org_id), str(row.org_id))
        cards.append(Card(str(row.card), data.period, name, [*front, "---", *back]))
    return Deck(
        tr("得分卡：下半张向后折，先不看", "Score cards: fold the lower half back"), cards, 4, 5
    )


def dice_form(m: Material) -> Ruled:
    """What each of the class throws, and who is listed."""
    heads = (
        ("谁", "who"),
        ("第一次", "first"),
        ("列入", "listed"),
        ("第二次", "second"),
        ("升降", "change"),
    )
    note = tr(
        "每人两颗骰子，写点数之和。第一次最低的四五个人打勾，算是“列入”；他们第二次平均掷了几点？",
        "Two dice each; write the sum. Tick the four or five lowest as listed: what do they "
        "average the second time?",
    )
    rows = [(str(i), "", "", "", "") for i in range(1, 25)]
    title = tr("掷骰子记录单", "Dice: what we threw")
    return Ruled(title, [tr(*h) for h in heads], rows, (2, 1, 1, 1, 1), note, tall=28)


LISTED = partial(
    blank_form,
    title=("列名单的纸", "Who is listed"),
    heads=[("", ""), ("比例线：得分最低的四个", "quota"), ("标准线：满意度不到 60", "standard")],
    rows=[
        ("列入的号码", "listed"),
        ("只被这条线列入", "by this line only"),
        ("确实靠后的四个（翻开核验）", "weak indeed"),
        ("错列几个", "wrongly listed"),
        ("漏列几个", "wrongly left out"),
    ],
    widths=(2.2, 4, 4),
    note=(
        "前两行不翻卡；写完再翻开下半张，填后三行。两条线的错列和漏列各数各的。",
        "The first two rows before the cards are turned, the others after.",
    ),
)

KIT = Kit(
    "qinglan",
    answers=(lambda m: figures.before_after(m.data.rise, m.nature),),
    tables=(scores,),
    papers=(rises,),
    pages=(dice_form, score_cards, LISTED),
)
