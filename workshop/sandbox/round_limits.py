"""What a group has in each round."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.rules import Rules

_SINGLE = {
    "rounds",
    "units",
    "helpers",
    "sites",
    "observers",
    "money",
    "pair_cost",
    "site_cost",
    "visits",
    "turned",
    "groups",
}


@dataclass(frozen=True)
class RoundLimits:
    """What a group has in each round, from the rules ``sandbox.*``."""

    rounds: int
    units: int
    helpers: int
    sites: int
    observers: int
    money: int
    pair_cost: int
    site_cost: int
    visits: int
    turned: float
    groups: int
    lapse: float

    @classmethod
    def of(cls, rules: Rules) -> RoundLimits:
        """The limits that a set of rules names."""
        return cls(
            **{name: int(rules[f"sandbox.{name}"]) for name in _SINGLE},
            lapse=float(rules["sandbox.lapse"]),
        )
