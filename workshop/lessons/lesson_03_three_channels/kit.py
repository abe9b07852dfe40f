"""What the pack of lesson 3 holds."""

from dataclasses import replace

from workshop.packs import PAIRS, county_figure

KIT = replace(
    PAIRS,
    figures=(county_figure("pairing"),),
    answers=(
        county_figure("overlap"),
        county_figure("critical_helpers"),
        county_figure("township_map"),
    ),
)
