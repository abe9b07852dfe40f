"""Spread: how a demonstration spreads and where to put sites. Who is exposed to whom from a county's tables, cascades
with intervals, sites chosen beside the baselines, and what the records say about adoption."""

from toolkit.spread.cascade import Spread, cascade
from toolkit.spread.exposure import assumptions, exposure
from toolkit.spread.network import SpreadError, network
from toolkit.spread.sites import METHODS, Sites, choose_sites

__all__ = ["METHODS", "Sites", "Spread", "SpreadError", "assumptions", "cascade", "choose_sites", "exposure", "network"]
