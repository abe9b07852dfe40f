"""Demo: a fictitious county (青澜县（虚构）) with the margins of a real one, and the latent truth
behind its reports.
For lessons, trials and benchmarks; it is nowhere, and nobody lives in it."""

from toolkit.demo.activity import TAKEN_UP
from toolkit.demo.county import demo_county, demo_tables, demo_truth
from toolkit.demo.course import (
    ADVANCED,
    BACKWARD,
    Course,
    State,
    composite_of,
    graded,
    run_course,
)
from toolkit.demo.organisations import Places, places
from toolkit.demo.pairs import HELP
from toolkit.demo.settings import YEARS, Settings
from toolkit.demo.turnarounds import ACCEPTED

__all__ = [
    "ACCEPTED",
    "ADVANCED",
    "BACKWARD",
    "HELP",
    "TAKEN_UP",
    "YEARS",
    "Course",
    "Places",
    "Settings",
    "State",
    "composite_of",
    "demo_county",
    "demo_tables",
    "demo_truth",
    "graded",
    "places",
    "run_course",
]
