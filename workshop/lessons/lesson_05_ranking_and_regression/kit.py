"""What the pack of lesson 5 holds: dice, cards that fold, the county's table; no computer."""

from functools import partial

from toolkit import figures
from workshop.packs import Kit, lists, stacks

LISTED = partial(
    stacks.blank_form,
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
    tables=(lists.scores,),
    papers=(lists.rises,),
    pages=(stacks.dice_form, stacks.score_cards, LISTED),
)
