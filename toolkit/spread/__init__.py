"""Spread: how a demonstration spreads and where to put sites. Who is exposed to whom from a county's tables, cascades
with intervals, sites chosen beside the baselines, and what the records say about adoption."""

from toolkit.spread.cascade import Spread, cascade
from toolkit.spread.network import SpreadError, network

__all__ = ["Spread", "SpreadError", "cascade", "network"]
