"""A fictitious nation: demo counties by the thousand, more pairs over the years, and pairs between
counties."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.demo import Settings, demo_tables
from toolkit.national.shards import (
    BETWEEN,
    Shards,
    between_folder,
    county_folder,
    placing,
    write_shard,
)
from toolkit.records import County
from toolkit.terms import tr

FICTION = "（虚构）"
_MARK = "nation.json"
_TABLES = ("organisation", "rating", "pairing", "ineligible", "turnaround_case", "provenance")
#: common characters, so that every invented name can be read aloud; each is marked as invented
_PROVINCES = ("晴笛萤蝶彩歌琴舟", "湾塘湖桥洲")
_COUNTIES = (
    "晴笛萤蝶彩歌琴舟帆羽霜蝉晓悦悠诗笑橙棋筝铃谣灯弦",
    "湾溪岭坪塘湖滩桥洲泉谷峰岗坡",
    "石松竹云月鹤枫荻",
)
_FIRST_DAY, _LAST_DAY = np.datetime64("2005-01-01"), np.datetime64("2011-12-31")
_SIZE_SPREAD = 0.35  # standard deviation of the logarithm of a county's size


@dataclass(frozen=True)
class Nation:
    """What a fictitious nation is made from; equal arguments give equal shards.

    Attributes
    ----------
    organisations, counties, provinces, pairings : int
        All over the nation; a county has at least 8 organisations and at most 20,000, and there are
        at most 40 provinces.
    crossing : float
        Share of the pairings between counties (a fifth of them between provinces).
    seed : int

    Examples
    --------
    >>> from toolkit import national
    >>> national.Nation(organisations=6000, counties=10, provinces=2).pairings
    25000000
    """

    organisations: int = 5_250_000
    counties: int = 2_850
    provinces: int = 31
    pairings: int = 25_000_000
    crossing: float = 0.025
    seed: int = 2011

    def __post_init__(self) -> None:
        names = len(_COUNTIES[0]) * len(_COUNTIES[1]) * (1 + len(_COUNTIES[2]))
        allowed = {
            tr("provinces 应在 1 到 40 之间", "provinces must lie between 1 and 40"): 1
            <= self.provinces
            <= 40,
            tr("counties 不少于 provinces", "counties must be at least provinces"): self.provinces
            <= self.counties
            <= names,
            tr(
                "每县平均 12 到 8000 个组织", "a county has 12 to 8,000 organisations on average"
            ): 12 <= self.organisations / self.counties <= 8000,
            tr("crossing 应在 0 到 1 之间", "crossing must lie between 0 and 1"): 0
            <= self.crossing
            <= 1,
            tr("pairings、seed 不能小于 0", "pairings and seed must not be negative"): self.pairings
            >= 0
            and self.seed >= 0,
        }
        wrong = [sentence for sentence, good in allowed.items() if not good]
        if wrong:
            raise ValueError(tr("；", "; ").join(wrong) + tr("。", ""))

    @property
    def sizes(self) -> np.ndarray:
        """Organisations of each county: lognormal, adding up to all."""
        weight = np.exp(
            np.random.default_rng([self.seed, 1]).normal(0, _SIZE_SPREAD, self.counties)
        )
        least = 8
        spare = self.organisations - least * self.counties
        bounds = np.rint(np.cumsum(weight) / weight.sum() * spare).astype(np.int64)
        return np.minimum(least + np.diff(bounds, prepend=0), 20_000)

    @property
    def province_of(self) -> np.ndarray:
        """Province of each county."""
        return np.arange(self.counties) * self.provinces // self.counties

    def code(self, county: int) -> str:
        """A county's code, the beginning of its organisations' identifiers."""
        return f"N{self.province_of[county] + 1:02d}{county + 1:04d}"

    def province(self, number: int) -> tuple[str, str]:
        """A province's code and its invented name."""
        first, last = _PROVINCES
        return (
            f"P{number + 1:02d}",
            f"{first[number % len(first)]}{last[number // len(first)]}省{FICTION}",
        )

    def name(self, county: int) -> str:
        """A county's invented name, different from all others."""
        first, last, middle = _COUNTIES
        turn, pair = divmod(county, len(first) * len(last))
        return (
            f"{first[pair % len(first)]}{middle[turn - 1] if turn else ''}"
            f"{last[pair // len(first)]}县"
        )


def generate(
    root: str | PathLike[str],
    nation: Nation | None = None,
    engine: str = "joblib",
    workers: int | None = None,
) -> Shards:
    """Write a fictitious nation as shards, each county by itself; a run that was stopped goes on
    where it was.

    Parameters
    ----------
    root : path
        A new folder, or that of a stopped run with the same arguments.
    engine, workers
        As for `run`.

    Returns
    -------
    Shards

    Raises
    ------
    ValueError
        The folder holds another nation.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import national
    >>> nation = national.Nation(organisations=300, counties=2, provinces=2, pairings=500)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(national.generate(folder, nation, "threading"))
    2
    """
    from toolkit.national.engine import work_through

    nation, root = nation or Nation(), Path(root)
    mark, written = root / _MARK, json.dumps({"fictitious": True, **asdict(nation)})
    if mark.exists() and mark.read_text(encoding="utf-8") != written:
        raise ValueError(
            tr(
                f"{root} 里是另一个虚构国：请换一个文件夹。",
                f"{root} holds another nation: choose another folder",
            )
        )
    if not mark.exists() and root.exists() and any(root.iterdir()):
        raise ValueError(
            tr(f"{root} 不是空文件夹：请换一个。", f"{root} is not empty: choose another folder")
        )
    root.mkdir(parents=True, exist_ok=True)
    mark.write_text(written, encoding="utf-8")
    sizes, province = nation.sizes, nation.province_of
    todo = [
        k
        for k in range(nation.counties)
        if not county_folder(root, nation.province(province[k])[0], nation.code(k)).exists()
    ]
    failed = work_through(
        _make_county,
        todo,
        engine=engine,
        workers=workers,
        what=tr("生成各县", "making counties"),
        nation=nation,
        root=root,
    )
    if failed:
        raise ValueError(
            tr(
                f"{len(failed)} 个县未能生成：{failed[0]}",
                f"{len(failed)} counties could not be made: {failed[0]}",
            )
        )
    for number in [*range(nation.provinces), -1]:
        _make_between(root, nation, number, sizes, province)
    return Shards(root)


def read_nation(root: str | PathLike[str]) -> Nation | None:
    """What the shards in a folder were generated from; None for shards of other origin."""
    mark = Path(root) / _MARK
    if not mark.exists():
        return None
    found = json.loads(mark.read_text(encoding="utf-8"))
    found.pop("fictitious")
    return Nation(**found)


def _make_county(k: int, nation: Nation, root: Path) -> None:
    size = int(nation.sizes[k])
    s = replace(
        Settings(),
        organisations=size,
        seed=nation.seed * 10_000 + k,
        code=nation.code(k),
        name=nation.name(k),
    )
    tables = {
        name: frame for name, frame in demo_tables(s, helping=True).items() if name in _TABLES
    }
    wanted = round(nation.pairings * (1 - nation.crossing) * size / nation.organisations)
    own = tables["pairing"].drop(columns="prog_id")
    rng = np.random.default_rng([nation.seed, 2, k])
    n = max(0, wanted - len(own))
    # whoever has a capacity of its own keeps it for the backward
    able = np.flatnonzero(tables["organisation"]["capacity"].isna())
    ends = able[rng.integers(0, len(able), n)], rng.integers(0, size, n)
    ids = tables["organisation"]["org_id"].to_numpy()
    more = _pairs(
        rng, ids[ends[0]], ids[(ends[1] + (ends[0] == ends[1])) % size], "co_building", "B"
    )
    tables["pairing"] = pd.concat([own, more], ignore_index=True)
    number = int(nation.province_of[k])
    write_shard(root, nation.province(number)[0], nation.code(k), County(tables))


def _pairs(
    rng: np.random.Generator, helper: np.ndarray, recipient: np.ndarray, channel: str, letter: str
) -> pd.DataFrame:
    """Pairs begun on any day of the seven years, for one to three years each."""
    n = len(helper)
    start = _FIRST_DAY + rng.integers(0, (_LAST_DAY - _FIRST_DAY).astype(int), n).astype(
        "timedelta64[D]"
    )
    end = start + rng.integers(365, 3 * 365, n).astype("timedelta64[D]")
    over = end <= _LAST_DAY
    return pd.DataFrame(
        {
            "pair_id": np.array([f"{letter}{i:07}" for i in range(1, n + 1)], dtype=str),
            "channel": channel,
            "helper_id": helper,
            "recipient_id": recipient,
            "start": start,
            "end_plan": end,
            "end_actual": np.where(over, end, np.datetime64("NaT")),
            "date_precision": "day",
            "status": np.where(over, "completed", "active"),
            "end_reason": pd.Series("expired", index=range(n)).where(over),
        }
    )


def _make_between(
    root: Path, nation: Nation, number: int, sizes: np.ndarray, province: np.ndarray
) -> None:
    """The pairs between the counties of a province, or (-1) between provinces."""
    code = BETWEEN if number < 0 else nation.province(number)[0]
    folder = between_folder(root, code)
    here = np.arange(nation.counties) if number < 0 else np.flatnonzero(province == number)
    share = 0.2 if number < 0 else 0.8 * sizes[here].sum() / sizes.sum()
    rng = np.random.default_rng([nation.seed, 3, number + 1])
    n = round(nation.pairings * nation.crossing * share)
    county = rng.choice(here, (2, n), p=sizes[here] / sizes[here].sum())
    apart = province[county[0]] != province[county[1]] if number < 0 else county[0] != county[1]
    county = county[:, apart]
    if folder.exists() or not county.size:
        return
    ends = [_ids(nation, c, rng.integers(0, sizes[c]), sizes[c]) for c in county]
    pairs = _pairs(rng, ends[0], ends[1], "counterpart_support", "X")
    with placing(folder, root) as draft:
        _typed(pairs).to_parquet(draft / "pairing.parquet", index=False)


def _ids(nation: Nation, county: np.ndarray, number: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Identifiers as the demo county writes them: its code, then a number as wide as its size
    needs."""
    codes = np.array([nation.code(k) for k in range(nation.counties)])
    width = np.maximum(4, np.char.str_len(size.astype(str)))
    text = (number + 1).astype(str)
    return np.char.add(
        codes[county], np.where(width == 5, np.char.zfill(text, 5), np.char.zfill(text, 4))
    )


def _typed(pairs: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns and types of a county's pairing table."""
    from toolkit.records import empty_table

    plan = empty_table("pairing")
    return pairs.reindex(columns=plan.columns).astype(plan.dtypes.to_dict())
