"""``toolkit spread``: where to put sites, beside random ones and the best connected, and how far
each choice spreads."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cli.options import describe, option
from toolkit.terms import heading, tr

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.spread import Sites

#: levels that direct others and are no place to visit
_ABOVE = ("region", "province", "prefecture", "county", "township")
#: exposure that exists only where there already is a site: it would choose the present sites again
_PRESENT = ("visit", "study", "distribution")


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``spread``."""
    p = add_command(
        "spread",
        help=tr(
            "示范点选在哪里、能带动多少（假定概率下的模拟）",
            "where to put sites and how far they spread (simulated)",
        ),
    )

    describe(
        p,
        [
            option(
                "source",
                "数据文件夹或 .xlsx",
                "folder or .xlsx of records",
                metavar="SOURCE",
                type=Path,
            ),
            option("--sites", "选几个", "how many sites", type=int, default=20, metavar="20"),
            option(
                "--on",
                "按哪一天的网络（默认今天）",
                "the day of the network (default: today)",
                metavar="2011-07-01",
            ),
            option(
                "--rounds", "模拟几轮（年）", "rounds (years)", type=int, default=6, metavar="6"
            ),
            option("--runs", "模拟几次", "simulated runs", type=int, default=500, metavar="500"),
            option("--seed", "随机种子", "seed", type=int, default=2011, metavar="2011"),
            option(
                "--cap-township",
                "每个乡镇最多几个",
                "most sites in a township",
                type=int,
                metavar="2",
            ),
            option(
                "--cap-sector", "每个领域最多几个", "most sites in a sector", type=int, metavar="8"
            ),
            option("--out", "存成工作簿", "write a workbook", type=Path, metavar="FILE.xlsx"),
        ],
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Choose, print, and write when asked to."""
    from toolkit import County, spread
    from toolkit.records import must_end
    from toolkit.rules import default_rules

    if args.out:
        must_end(args.out, ".xlsx")  # said before the work
    county = County.load(args.source)
    units = county["organisation"]
    kinds = [k for k in spread.assumptions()["kind"] if k not in _PRESENT]
    caps = {
        c: cap
        for c, cap in (("township", args.cap_township), ("sector", args.cap_sector))
        if cap is not None
    }
    found = spread.choose_sites(
        spread.exposure(county, args.on, kinds),
        args.sites,
        args.seed,
        units=units,
        candidates=_candidates(units),
        caps=caps,
        runs=args.runs,
        rounds=args.rounds,
    )
    names = units.set_index("org_id")["name"]
    _say(found, names, args.rounds)
    share = default_rules()["site.cap_share"]
    if args.sites > share * len(units):
        cited = default_rules().rule("site.cap_share").cited
        print(
            tr(
                f"提示：{args.sites} 个超过单位数的 {share:.0%}（{cited}）。",
                f"Note: {args.sites} sites exceed {share:.0%} of the units ({cited}).",
            )
        )
    if args.out:
        print(_write(args.out, found, names))
    return 0


def _candidates(units: pd.DataFrame) -> pd.Series:
    directs = units["level"].isin(_ABOVE) | (
        (units["level"] == "grassroots_committee") & units["sector"].isin(["office", "government"])
    )
    return units.loc[~directs.fillna(False).to_numpy(dtype=bool), "org_id"]


def _say(found: Sites, names: pd.Series, rounds: int) -> None:
    from toolkit import spread

    print(
        tr(
            f"{rounds} 轮后的采纳数（均值与 95% 区间）：",
            f"Adopters after {rounds} rounds (mean and 95% interval):",
        )
    )
    for r in found.table.itertuples():
        more = f"{r.more:+.1f}（{r.more_low:+.1f} – {r.more_high:+.1f}）"
        print(
            f"  {spread.method_label(str(r.method))}  {r.mean:.1f}（{r.low:.1f}–{r.high:.1f}）  "
            f"{more}"
        )
    print(tr("所选（每个新增的期望采纳数）：", "Chosen (expected adopters that each adds):"))
    for r in found.chosen.itertuples():
        print(f"  {r.rank:>2}  {r.org_id}  {names.get(r.org_id, '')}  +{r.gain:.1f}")
    for r in found.prices.itertuples():
        print(
            tr(
                f"限制“{heading(str(r.limit))}”的代价：{r.price:.1f} "
                f"个采纳（{r.low:.1f}–{r.high:.1f}）",
                f"limit {heading(str(r.limit))} costs {r.price:.1f} adopters ({r.low:.1f} – "
                f"{r.high:.1f})",
            )
        )
    print(found.sentence)


def _write(path: Path, found: Sites, names: pd.Series) -> Path:
    import pandas as pd

    from toolkit import spread
    from toolkit.records import Sheet, write_book

    named = [f.assign(name=f["org_id"].map(names)) for f in (found.chosen, found.sites)]
    rounds = pd.concat(
        [s.table.assign(method=m) for m, s in found.spreads.items()], ignore_index=True
    )
    assumed = spread.assumptions().rename(columns={"p": "chance"})
    assumed["kind"] = assumed["kind"].map(spread.kind_label)
    parts: list[tuple[str, str, Any]] = [
        ("所选", "Chosen", named[0]),
        ("比较", "Compared", found.table),
        ("各法选点", "Sites", named[1]),
        ("逐轮", "Rounds", rounds),
        ("限制的代价", "Prices", found.prices),
        ("假定", "Assumed", assumed),
    ]
    sheets = [
        Sheet(tr(zh, en), _labelled(frame), notes=[found.sentence] if zh == "所选" else ())
        for zh, en, frame in parts
    ]
    return write_book(path, sheets)


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    from toolkit import spread

    origins = {"assumed": tr("假定", "assumed"), "given": tr("自定", "given")}
    for column, say in (
        ("method", spread.method_label),
        ("limit", heading),
        ("origin", origins.get),
    ):
        if column in frame:
            frame = frame.assign(**{column: frame[column].map(say)})
    return frame.round(3)
