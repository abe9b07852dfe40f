"""Every county by the functions that serve one: shards of Parquet by province and county, one
engine seam (joblib here, Dask
by the same call), roll-ups by DuckDB straight from the shards, the national network on arrays, and
a fictitious nation to try it on."""

from toolkit.national.engine import run
from toolkit.national.generating import Nation, generate
from toolkit.national.graph import Network
from toolkit.national.projection import project, scaling
from toolkit.national.report import national_report, scaling_file
from toolkit.national.results import Run
from toolkit.national.rollups import roll_up
from toolkit.national.shards import Shard, Shards, write_shard
from toolkit.national.tasks import measure_county, plan_county

__all__ = [
    "Nation",
    "Network",
    "Run",
    "Shard",
    "Shards",
    "generate",
    "measure_county",
    "national_report",
    "plan_county",
    "project",
    "roll_up",
    "run",
    "scaling",
    "scaling_file",
    "write_shard",
]
