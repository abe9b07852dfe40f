"""Who helps whom from year to year: the lottery for helpers, who chooses whom, and how pairs
end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.demo.organisations import Places
from toolkit.demo.settings import LAST, Settings
from toolkit.demo.turnarounds import Cases
from toolkit.rules import default_rules

_HELPERS = {
    "department_links_backward": ("department", 0.85),
    "advanced_helps_backward": ("advanced", 0.75),
    "hook_up_help": ("leader", 0.40),
    "enterprise_ties_backward": ("enterprise", 0.35),
}
#: channel → (kind of the helper, capacity, chance that a unit with helpers has one in this channel)
HELP = {
    channel: (kind, default_rules()[f"pair.cap.{channel}"], chance)
    for channel, (kind, chance) in _HELPERS.items()
}
_TAKEN_UP, _REJECTED, _ADJUSTED, _OVER = 0.70, 0.04, 0.06, 0.08
_COLUMNS = ("helper", "recipient", "channel", "start", "end", "reason")
RUNNING, GOAL_MET, EXPIRED, ADJUSTED, REJECTED, PROPOSED, CONFIRMED = range(7)
TERM = default_rules()["pair.term_years"]


class Book:
    """The pairs so far, a row each: years are indices into YEARS; pairs start in the March of their
    year."""

    def __init__(self, s: Settings, orgs: Places):
        self.orgs, self.rng = orgs, s.rng("pairs")
        self.rows = {c: np.zeros(0, dtype=np.int64) for c in _COLUMNS}
        self.at = orgs.frame[["lon", "lat"]].to_numpy()
        self.bans = self._draw_bans(s.organisations)

    def _draw_bans(self, n: int) -> NDArray[np.int64]:
        """Pairs that may not be, as helper × n + recipient."""
        helpers = np.flatnonzero(
            np.isin(self.orgs.kind, ["leader", "department", "enterprise", "mass"])
        )
        needy = np.flatnonzero(self.orgs.needs > 0)
        drawn = self.rng.choice(helpers, n // 25 + 1) * n + self.rng.choice(needy, n // 25 + 1)
        drawn = drawn[drawn // n != drawn % n]
        return np.unique(drawn)

    def running(self, t: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Who has a helper on 1 July of year `t`, and the mean fit of those helpers."""
        r, n = self.rows, len(self.orgs.kind)
        on = (
            (r["start"] <= t)
            & (r["reason"] < REJECTED)
            & ((r["reason"] == RUNNING) | (r["end"] > t))
        )
        count = np.bincount(r["recipient"][on], minlength=n)
        total = np.bincount(
            r["recipient"][on], self.orgs.fit(r["helper"][on], r["recipient"][on]), minlength=n
        )
        return count > 0, total / np.maximum(count, 1)

    def in_followup(self, passed: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Pairs that still run with units that passed their acceptance at the very end."""
        return (self.rows["reason"] == RUNNING) & np.isin(self.rows["recipient"], passed)

    def year_end(self, t: int, grade: NDArray[np.int64], cases: Cases) -> None:
        """What the rating and the acceptance of year `t` mean for pairs in the year after."""
        r, nxt = self.rows, t + 1
        passed = np.zeros(len(grade), dtype=bool)
        passed[cases.org[cases.passed == t]] = True
        running = r["reason"] == RUNNING
        if nxt <= LAST:
            met = running & passed[r["recipient"]]
            due = running & ~met & (r["start"] + TERM <= nxt)
            moved = (
                running
                & ~met
                & ~due
                & ((self.rng.random(len(running)) < _ADJUSTED) | (grade[r["helper"]] == 2))
            )
            for who, why in ((met, GOAL_MET), (due, EXPIRED), (moved, ADJUSTED)):
                r["end"][who], r["reason"][who] = nxt, why
        new = cases.org[cases.opened == t]
        self._lottery(self.rng.permutation(new), nxt, grade)

    def _lottery(self, units: NDArray[np.int64], year: int, grade: NDArray[np.int64]) -> None:
        lucky = units[self.rng.random(len(units)) < (_TAKEN_UP if year <= LAST else _TAKEN_UP / 2)]
        wanted = self.rng.random((len(lucky), len(HELP))) < [chance for *_, chance in HELP.values()]
        for c, (kind, capacity, _) in enumerate(HELP.values()):
            helpers = np.flatnonzero(
                grade == 0 if kind == "advanced" else (self.orgs.kind == kind) & (grade != 2)
            )
            if kind == "advanced":  # pure helpers keep to their own channel
                helpers = helpers[
                    ~np.isin(self.orgs.kind[helpers], ["leader", "department", "system"])
                ]
            self._match(lucky[wanted[:, c]], helpers, c, capacity, year)

    def _match(
        self,
        units: NDArray[np.int64],
        helpers: NDArray[np.int64],
        channel: int,
        capacity: int,
        year: int,
    ) -> None:
        """Units choose in a drawn order: near, fitting, and by luck, so that a plan still finds
        something to improve."""
        if not len(units) or not len(helpers):
            return
        r, n = self.rows, len(self.orgs.kind)
        live = (r["channel"] == channel) & (r["reason"] == RUNNING)
        free = capacity - np.bincount(r["helper"][live], minlength=n)[helpers]
        eager = (
            self.rng.random(len(helpers)) < _OVER
        )  # a few are asked first and take on one or two more than they should
        free = free + 2 * eager
        chosen = []
        for unit in units:
            km = 111 * np.hypot(*(self.at[helpers] - self.at[unit]).T)
            liking = (
                self.rng.random(len(helpers))
                + 0.15 * self.orgs.fit(helpers, unit)
                + 0.4 * eager
                - km / 40
            )
            banned = np.isin(helpers * n + unit, self.bans)
            liking[(free <= 0) | banned | (helpers == unit)] = -np.inf
            best = int(np.argmax(liking))
            if np.isfinite(liking[best]):
                free[best] -= 1
                chosen.append((helpers[best], unit))
        self._append(np.array(chosen, dtype=np.int64).reshape(-1, 2), channel, year)

    def _append(self, pairs: NDArray[np.int64], channel: int, year: int) -> None:
        k = len(pairs)
        if year <= LAST:
            reason = np.where(self.rng.random(k) < _REJECTED, REJECTED, RUNNING)
        else:
            reason = np.where(self.rng.random(k) < 0.3, CONFIRMED, PROPOSED)
        new = (
            pairs[:, 0],
            pairs[:, 1],
            np.full(k, channel),
            np.full(k, year),
            np.full(k, -1),
            reason,
        )
        self.rows = {c: np.concatenate([self.rows[c], x]) for c, x in zip(_COLUMNS, new)}
