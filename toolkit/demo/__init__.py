"""Demo: a fictitious county (青澜县（虚构）) with the margins of a real one, and the latent truth
behind its reports.
For lessons, trials and benchmarks; it is nowhere, and nobody lives in it."""

from toolkit.demo.county import demo_county, demo_tables, demo_truth
from toolkit.demo.settings import EFFECTS, Settings

__all__ = ["EFFECTS", "Settings", "demo_county", "demo_tables", "demo_truth"]
