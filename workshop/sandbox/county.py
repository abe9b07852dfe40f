"""The county of a session: a fictitious one, taken on from its last year; the same for every
group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.demo import (
    ADVANCED,
    HELP,
    TAKEN_UP,
    YEARS,
    Course,
    Places,
    Settings,
    demo_tables,
    places,
    run_course,
)
from toolkit.records import County
from toolkit.rules import Rules, default_rules
from toolkit.spread import Contacts
from toolkit.terms import label, tr
from workshop.sandbox.round_limits import RoundLimits

BASE_YEAR = YEARS[-1]
LEAST = 120
_STREAM = 9


class SandboxError(ValueError):
    """What a group or trainer entered cannot be accepted; ``problems`` lists every reason."""

    def __init__(self, problems: Sequence[str]):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class Sandbox:
    """The county sandbox (沙盘推演): five rounds over one fictitious county, equal for everyone who
    plays it.

    Every consequence follows from the county's published equations (see ``datasets/qinglan``) and,
    for practices shown at sites, from `spread`; nothing is made up here. Luck belongs to the county
    and the round, never to a group: two groups that decide alike see the same, and a decision
    changes only the units that it touches (listing is by rank, so that a unit's rise can put
    another on the list).

    Parameters
    ----------
    organisations : int
        Size of the county, at least 120.
    seed : int
        Same seed and rules, same county and luck.
    effect : {"modest", "zero", "negative", "heterogeneous"}, number or pair of numbers
        True gain of a year of help, as in `demo_county`; groups are not told.
    rules : Rules, optional
        ``sandbox.*`` and ``pair.cap.*``.

    Attributes
    ----------
    units : DataFrame
        ``code`` (U1 …), ``org_id, name, township, sector, needs``: the lowest by the reported score
        of the last year.
    helpers : DataFrame
        ``code`` (H1 …), ``org_id, name, channel, capacity, offers``.
    sites : DataFrame
        ``code`` (S1 …), ``org_id, name, township, sector, reported, reach``: candidates for
        demonstration sites.
    fit : DataFrame
        Units × helpers: share of the unit's needs that the helper meets, empty where the pair is
        not allowed.
    limits : RoundLimits

    Raises
    ------
    ValueError
        Settings outside what `demo_county` allows, or too small a county.

    Examples
    --------
    >>> from workshop import Sandbox
    >>> game = Sandbox(organisations=120, seed=1)
    >>> game.units["code"].head(2).tolist(), int(game.helpers["capacity"].sum())
    (['U1', 'U2'], 14)
    """

    def __init__(
        self,
        organisations: int = 260,
        seed: int = 2011,
        effect: Any = "modest",
        rules: Rules | None = None,
    ):
        self._found(Settings.checked(organisations, seed, effect, "QL", "青澜县"), rules)

    @classmethod
    def of(cls, county: County | Settings, rules: Rules | None = None) -> Sandbox:
        """The sandbox over a county that `demo_county` made, or its settings.

        No other county is taken: what a decision does is known only where the equations behind the
        records are, and invented consequences must not be pinned on units that exist.

        Raises
        ------
        SandboxError
            The county's provenance names no generator.
        """
        lines = (
            []
            if isinstance(county, Settings)
            else county["provenance"]["reference"].dropna().astype(str)
        )
        found = (
            [county]
            if isinstance(county, Settings)
            else [s for s in map(Settings.read, lines) if s]
        )
        if not found:
            raise SandboxError(
                [
                    tr(
                        "沙盘只用 toolkit demo 生成的虚构县：真实的县没有已知的因果方程，"
                        "推演出的“后果”会是编造的。",
                        "the sandbox plays only counties made by toolkit demo: no real county has "
                        "known equations, and"
                        " consequences for it would be invented",
                    )
                ]
            )
        out = cls.__new__(cls)
        out._found(found[0], rules)
        return out

    def _found(self, settings: Settings, rules: Rules | None) -> None:
        if settings.organisations < LEAST:
            raise SandboxError(
                [
                    tr(
                        f"沙盘的县至少要有 {LEAST} 个组织。",
                        f"the sandbox needs a county of at least {LEAST} organisations",
                    )
                ]
            )
        self.settings, self.rules = settings, rules or default_rules()
        self.limits = RoundLimits.of(self.rules)
        self.county = County(demo_tables(settings))
        self.places: Places = places(settings)
        self.past: Course = run_course(settings, self.places)
        self.rows = self._lowest()
        self.units = self._told(self.rows, "U").assign(needs=self._words("needs", self.rows))
        self.helper_rows, channels = self._drawn_helpers()
        self.helpers = self._told(self.helper_rows, "H").assign(
            channel=channels,
            capacity=[self._capacity(c) for c in channels],
            offers=self._words("offers", self.helper_rows),
        )
        self.site_rows = self._candidates()
        self.sites = self._told(self.site_rows, "S").assign(
            reported=self.past.reported[self.site_rows, -1].round(1)
        )
        self.fit = self._fits()

    @property
    def name(self) -> str:
        """The county's name, with its mark."""
        return f"{self.settings.name}（虚构）"

    def luck(self, round_: int) -> np.random.Generator:
        """The stream of one round; 0 draws who is in play."""
        return np.random.default_rng([self.settings.seed, round_, _STREAM])

    def year(self, round_: int) -> int:
        """The year of a round; round 0 is the last year before the play."""
        return BASE_YEAR + round_

    def _lowest(self) -> npt.NDArray[np.int64]:
        who = np.flatnonzero(self.places.rated & (self.places.needs > 0))
        order = who[np.argsort(self.past.composite[who, -1], kind="stable")][: self.limits.units]
        return np.sort(order)

    def _drawn_helpers(self) -> tuple[npt.NDArray[np.int64], list[str]]:
        rng, grade, kind = self.luck(0), self.past.grade[:, -1], self.places.kind
        rows: list[int] = []
        channels: list[str] = []
        for channel, (wanted, _, _) in HELP.items():
            able = (
                (grade == ADVANCED) & (self.places.needs > 0)
                if wanted == "advanced"
                else (kind == wanted) & (grade < 2)
            )
            able[self.rows] = False
            able[rows] = False
            found = np.sort(
                rng.choice(
                    np.flatnonzero(able), min(self.limits.helpers, int(able.sum())), replace=False
                )
            )
            rows += found.tolist()
            channels += [channel] * len(found)
        return np.array(rows), channels

    def _candidates(self) -> npt.NDArray[np.int64]:
        """Half the best by what they report, half drawn from the other advanced: the best known
        need not reach the most."""
        able = np.flatnonzero((self.past.grade[:, -1] == ADVANCED) & (self.places.needs > 0))
        able = able[~np.isin(able, self.helper_rows)]
        able = able[np.argsort(-self.past.composite[able, -1], kind="stable")]
        half = (self.limits.sites + 1) // 2
        rest = np.random.default_rng([self.settings.seed, 0, _STREAM + 1]).permutation(able[half:])[
            : self.limits.sites - half
        ]
        return np.sort(np.concatenate([able[:half], rest]))

    def _capacity(self, channel: str) -> int:
        limit = self.rules[f"pair.cap.{channel}"]
        return HELP[channel][1] if limit is None else int(limit)

    def _told(self, rows: npt.NDArray[np.int64], letter: str) -> pd.DataFrame:
        frame = self.places.frame.iloc[rows][["org_id", "name", "township", "sector"]].reset_index(
            drop=True
        )
        frame.insert(0, "code", [f"{letter}{k}" for k in range(1, len(rows) + 1)])
        return frame

    def _words(self, column: str, rows: npt.NDArray[np.int64]) -> list[list[str]]:
        return [str(v).split(";") for v in self.places.frame[column].iloc[rows]]

    def _fits(self) -> pd.DataFrame:
        met = np.array([self.places.fit(self.helper_rows, unit) for unit in self.rows])
        fit = pd.DataFrame(
            met, index=self.units["code"].to_numpy(), columns=self.helpers["code"].to_numpy()
        )
        banned = set(
            zip(self.county["ineligible"]["helper_id"], self.county["ineligible"]["recipient_id"])
        )
        for u, unit in zip(self.units["code"], self.units["org_id"]):
            for h, helper in zip(self.helpers["code"], self.helpers["org_id"]):
                if (helper, unit) in banned:
                    fit.loc[u, h] = np.nan
        return fit

    @cached_property
    def edges(self) -> pd.DataFrame:
        """Who is exposed to whom: ties of hierarchy and nearness, and one visit to a site by the
        units nearest to it.

        A visit is followed by adoption as in the county's generator, oftener in the same sector;
        other chances are those that `spread.assumptions` assumes. Pairings are left out, so that
        who helps whom does not change the luck of what is shown.
        """
        from toolkit import spread
        from toolkit.records import on_sphere

        ties = spread.exposure(
            self.county, f"{BASE_YEAR}-12-31", ["hierarchy", "distance", "township"]
        )
        known, points = on_sphere(self.county["organisation"])
        place, ids = dict(zip(known, points)), self.places.ids
        sector = self.places.frame["sector"].to_numpy(dtype=object)
        rated = known[self.places.rated[known]]
        parts = [ties[["source", "target", "kind", "p"]]]
        for site in self.site_rows:
            far = np.array([np.linalg.norm(place[r] - place[site]) for r in rated])
            near = [r for r in rated[np.argsort(far, kind="stable")] if r != site][
                : self.limits.observers
            ]
            p = np.where(sector[near] == sector[site], *TAKEN_UP)
            parts.append(
                pd.DataFrame({"source": ids[site], "target": ids[near], "kind": "visit", "p": p})
            )
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def network(self) -> Contacts:
        """The edges as `spread` walks them."""
        from toolkit.spread import network

        return network(self.edges, self.places.ids)

    def reach(self, site: str) -> set[str]:
        """Organisations that a candidate site would expose directly."""
        org = self.sites.set_index("code").loc[site, "org_id"]
        return set(self.edges.loc[self.edges["source"] == org, "target"])

    def alike(self, site: str) -> int:
        """How many of a candidate's reach are of its own sector."""
        sector = self.places.frame.set_index("org_id")["sector"]
        return int(
            (
                sector.loc[sorted(self.reach(site))]
                == self.sites.set_index("code").loc[site, "sector"]
            ).sum()
        )

    @lru_cache(maxsize=32)  # noqa: B019 - a sandbox lives as long as its session
    def best_sites(self, k: int) -> pd.DataFrame:
        """Expected adopters of `k` candidates opened in round 1, chosen at random, by ties and
        greedily: ``method, mean``."""
        from toolkit.spread import choose_sites

        ids, rounds = list(self.sites["org_id"]), self.limits.rounds
        found = choose_sites(
            self.network,
            k,
            self.settings.seed,
            candidates=ids,
            runs=200,
            samples=200,
            rounds=rounds,
        ).table
        return found.assign(mean=found["mean"] - k)[["method", "mean"]]

    @staticmethod
    def need_label(word: str) -> str:
        """A kind of support in the reader's words."""
        return label("organisation", "needs", word)
