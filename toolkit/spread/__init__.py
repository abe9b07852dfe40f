"""Spread: how a demonstration spreads and where to put sites. Who is exposed to whom from a
county's tables, cascades
with intervals, sites chosen beside the baselines, and what the records say about adoption."""

from toolkit.spread.adoption import Hazard, Panel, adoption_panel, hazard
from toolkit.spread.cascades import Spread, cascade
from toolkit.spread.draws import seed_of
from toolkit.spread.edges import Contacts, SpreadError, network
from toolkit.spread.engine import replicate, rule
from toolkit.spread.exposures import assumptions, exposure, kind_label
from toolkit.spread.resemblance import Likeness, likeness
from toolkit.spread.sites import METHODS, Sites, choose_sites, method_label

__all__ = [
    "METHODS",
    "Contacts",
    "Hazard",
    "Likeness",
    "Panel",
    "Sites",
    "Spread",
    "SpreadError",
    "adoption_panel",
    "assumptions",
    "cascade",
    "choose_sites",
    "exposure",
    "hazard",
    "kind_label",
    "likeness",
    "method_label",
    "network",
    "replicate",
    "rule",
    "seed_of",
]
