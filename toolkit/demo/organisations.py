"""The organisations of a county that is nowhere: kinds, hierarchy, invented names, members, offers
and needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.demo.settings import MEMBERS, TOWNSHIPS, Settings
from toolkit.demo.tools import only, share_out

FICTION = "（虚构）"
WORDS = np.array(["project", "policy", "technology", "funds", "team", "management", "market"])
# common characters: a trainer reads every name aloud
_FIRST = "晴笛萤蝶彩歌琴舟帆羽霜蝉晓悦悠诗笑橙棋筝铃谣灯弦"
_LAST = "湾溪岭坪塘湖滩桥洲泉谷峰岗坡"
_MIDDLE = "石松竹云月鹤枫荻"
_DEPARTMENTS = (
    "农业 林业 水利 财政 交通 文化 教育 卫生 民政 科技 商务 统计 审计 税务 环保 国土 建设 档案 "
    "司法 气象 供销 粮食 旅游 畜牧"
)
_MASS = ("总工会", "团县委", "妇联", "科协", "工商联", "残联")
_SYSTEMS = ("县直机关工委", "教育工委", "卫生工委", "非公企业和社会组织工委")
_TRADES = ("茶业公司", "果业公司", "建材公司", "食品公司", "纺织公司")
_ORGAN = {
    "township": "党委",
    "grassroots_committee": "党委",
    "general_branch": "党总支",
    "branch": "党支部",
}
#: kind → (sector, share per thousand, least, units in a block of one general branch with its
#: branches)
_KINDS = {
    "leader": ("office", 25, 2, 0),
    "department": ("office", 45, 3, 0),
    "mass": ("mass_org", 6, 2, 0),
    "enterprise": ("enterprise", 80, 2, 0),
    "school": ("school", 70, 0, 4),
    "hospital": ("hospital", 30, 0, 4),
    "community": ("community", 40, 0, 4),
    "social": ("social_org", 20, 0, 0),
}
_VILLAGE = 6


@dataclass(frozen=True)
class Places:
    """The organisation table, and the same facts as arrays for the simulation.

    Examples
    --------
    >>> from toolkit import demo
    >>> demo.places(demo.Settings(60)).frame["sector"].value_counts().head(2).to_dict()
    {'rural': 36, 'office': 10}
    """

    frame: pd.DataFrame
    ids: NDArray[Any]
    kind: NDArray[Any]
    rated: NDArray[np.bool_]
    needs: NDArray[np.int64]
    offers: NDArray[np.int64]
    members: NDArray[np.int64]  # 0 where members are counted further down

    def fit(self, helper: Any, recipient: Any) -> NDArray[np.float64]:
        """Share of the recipient's needs that the helper's offers meet, 0..1."""
        both = _BITS[self.needs[recipient] & self.offers[helper]]
        return both / np.maximum(_BITS[self.needs[recipient]], 1)


_BITS = np.array([bin(i).count("1") for i in range(2 ** len(WORDS))])


def _sizes(n: int) -> dict[str, int]:
    """How many organisations of each kind; the remainder is rural."""
    townships = min(max(1, round(TOWNSHIPS * (n / 977) ** 0.5)), max(1, n // 8))
    out = {"county": 1, "township": townships, "system": len(_SYSTEMS) if n >= 40 else 0}
    out |= {
        kind: max(min(least, max(1, n // 15)), n * share // 1000)
        for kind, (_, share, least, _) in _KINDS.items()
    }
    out["mass"] = min(out["mass"], len(_MASS))
    return out | {"rural": n - sum(out.values())}


def _words(s: Settings, rng: np.random.Generator, count: int) -> list[str]:
    pairs = rng.permutation(len(_FIRST) * len(_LAST))
    out = []
    for k in range(count):
        turn, p = divmod(k, len(pairs))
        # after every pair of characters is used once, a third goes between them
        middle = (
            ""
            if turn == 0
            else _MIDDLE[(turn - 1) % len(_MIDDLE)]
            + _MIDDLE[(turn - 1) // len(_MIDDLE)] * (turn > len(_MIDDLE))
        )
        out.append(_FIRST[pairs[p] // len(_LAST)] + middle + _LAST[pairs[p] % len(_LAST)])
    return out


class _Builder:
    """Rows one after the other; `add` returns the row's number so that others can hang below it."""

    def __init__(self, s: Settings, sizes: dict[str, int], rng: np.random.Generator):
        self.rows: list[tuple[str, str, str, int, int, str, int]] = []
        self.s, self.sizes = s, sizes
        self.words = iter(_words(s, rng, s.organisations + 1))
        self.spot = 0  # organisations of one spot stand close together

    def add(
        self,
        kind: str,
        level: str,
        sector: str,
        parent: int,
        township: int,
        name: str,
        new_spot: bool = True,
    ) -> int:
        self.spot += new_spot
        self.rows.append((kind, level, sector, parent, township, name, self.spot))
        return len(self.rows) - 1

    def blocks(
        self, kind: str, sector: str, count: int, size: int, top: int, township: int, names: Any
    ) -> None:
        """`count` units below `top`: each run of `size` is a general branch with its branches (size
        0: branches only)."""
        head, word = top, ""
        for k in range(count):
            at = k % size if size else 0
            if at == 0:
                word = next(self.words)
            alone = not size or (at == 0 and k == count - 1)
            level = "general_branch" if at == 0 and not alone else "branch"
            row = self.add(
                kind,
                level,
                sector,
                parent=top if at == 0 else head,
                township=township,
                name=names(word, k, at) + _ORGAN[level],
                new_spot=at == 0,
            )
            head = row if at == 0 else head


def _rows(
    s: Settings, sizes: dict[str, int], rng: np.random.Generator
) -> tuple[list[tuple[Any, ...]], list[str]]:
    b = _Builder(s, sizes, rng)
    county = b.add("county", "county", "office", -1, 0, s.name)
    seats = [f"{next(b.words)}{'镇' if k % 3 == 0 else '乡'}" for k in range(sizes["township"])]
    towns = [
        b.add("township", "township", "rural", county, k, seat + _ORGAN["township"])
        for k, seat in enumerate(seats)
    ]
    tops = [
        b.add("system", "grassroots_committee", "office", county, 0, s.name + name)
        for name in _SYSTEMS[: sizes["system"]]
    ]
    offices, schools, hospitals, firms = tops or [county] * 4
    departments = _DEPARTMENTS.split()
    lists = {
        "leader": (offices, lambda w, k, at: f"{s.name}领导第{k + 1}联系组"),
        "department": (
            offices,
            lambda w, k, at: f"{s.name}{departments[k % 24]}局{_ordinal(k // 24)}",
        ),
        "mass": (offices, lambda w, k, at: s.name + _MASS[k]),
        "enterprise": (firms, lambda w, k, at: w + _TRADES[k % 5]),
        "school": (
            schools,
            lambda w, k, at: f"{w}{'小学' if k // 4 % 3 else '中学'}{_ordinal(at, '年级组')}",
        ),
        "hospital": (hospitals, lambda w, k, at: f"{w}卫生院{_ordinal(at, '科室')}"),
        "community": (towns[0], lambda w, k, at: f"{w}社区{_ordinal(at, '网格')}"),
        "social": (firms, lambda w, k, at: f"{w}协会"),
    }
    for kind, (top, names) in lists.items():
        b.blocks(
            kind,
            _KINDS[kind][0],
            sizes[kind],
            size=_KINDS[kind][3],
            top=top,
            township=0,
            names=names,
        )
    rural = share_out(sizes["rural"], rng.integers(80, 121, sizes["township"]))
    for k, count in enumerate(rural):
        b.blocks(
            "rural",
            "rural",
            int(count),
            size=_VILLAGE,
            top=towns[k],
            township=k,
            names=lambda w, _, at, seat=seats[k]: f"{seat}{w}村{_ordinal(at, '组')}",
        )
    return b.rows, seats


def _ordinal(k: int, unit: str = "") -> str:
    return f"第{k}{unit}" if k else ""


def _coordinates(
    rows: list[tuple[Any, ...]], townships: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Plane coordinates around (0, 0), in the open ocean, so that they can be no real place."""
    around = np.arange(townships) * 2 * np.pi / max(townships - 1, 1)
    radius = np.where(np.arange(townships) == 0, 0, 0.11 + 0.08 * rng.random(townships))
    centres = np.column_stack([radius * np.cos(around), radius * np.sin(around)])
    township, spot, seat_bound = (
        np.array([r[4] for r in rows]),
        np.array([r[6] for r in rows]),
        np.array([r[0] != "rural" for r in rows]),
    )
    spots = rng.normal(size=(spot.max() + 1, 2))[spot]
    at = (
        centres[township]
        + spots * np.where(seat_bound, 0.01, 0.028)[:, None]
        + rng.normal(size=(len(rows), 2)) * 0.003
    )
    return np.round(np.clip(at, -0.3, 0.3), 4)


def _masks(n: int, rng: np.random.Generator, most: int) -> NDArray[np.int64]:
    """One to `most` of the seven kinds of support for each organisation, as bits."""
    order = np.argsort(rng.random((n, len(WORDS))), axis=1, kind="stable")
    take = rng.integers(1, most + 1, n)
    return np.where(np.arange(len(WORDS)) < take[:, None], 1 << order, 0).sum(axis=1)


def _listed(mask: NDArray[np.int64]) -> list[str]:
    return [";".join(WORDS[[(m >> k) & 1 == 1 for k in range(len(WORDS))]]) for m in mask]


def places(s: Settings) -> Places:
    """Every organisation of the county: the table and the arrays behind it.

    Examples
    --------
    >>> from toolkit import demo
    >>> len(demo.places(demo.Settings(60)).ids)
    60
    """
    rng = s.rng("places")
    sizes = _sizes(s.organisations)
    rows, seats = _rows(s, sizes, rng)
    kind, level, sector, parent, township, name, _ = (np.array(x) for x in zip(*rows))
    n = len(rows)
    width = max(4, len(str(n)))
    ids = np.array([f"{s.code}{k + 1:0{width}d}" for k in range(n)], dtype=object)
    at = _coordinates(rows, sizes["township"], rng)
    rated = ~np.isin(kind, ["county", "township"])
    needs = np.where(
        np.isin(kind, ["county", "township", "system", "leader", "department", "mass"]),
        0,
        _masks(n, rng, 3),
    )
    offers = np.where(rated, _masks(n, rng, 3), 0)
    members = np.zeros(n, dtype=np.int64)
    branches = level == "branch"  # members are counted once, in their branch
    members[branches] = 3 + share_out(
        s.scaled(MEMBERS) - 3 * int(branches.sum()), rng.integers(20, 101, int(branches.sum()))
    )
    capacity = np.select(
        [kind == "leader", kind == "department", kind == "enterprise"], [2, 3, 1], -1
    )
    founded = rng.integers(1950, 2004, n)
    frame = pd.DataFrame(
        {
            "org_id": ids,
            "name": [f"{x}{FICTION}" for x in name],
            "level": level,
            "sector": sector,
            "parent_id": [ids[p] if p >= 0 else None for p in parent],
            "township": [seats[k] for k in township],
            "lon": at[:, 0],
            "lat": at[:, 1],
            "members_n": only(branches, members).astype("Int64"),
            "capacity": only(capacity > 0, capacity).astype("Int64"),
            "offers": [x or None for x in _listed(offers)],
            "needs": [x or None for x in _listed(needs)],
            "valid_from": [f"{y}-07-01" for y in founded],
            "data_nature": "fictitious",
        }
    )
    return Places(
        frame=frame, ids=ids, kind=kind, rated=rated, needs=needs, offers=offers, members=members
    )
