"""What a trainer prints and hands out."""

from workshop.packs.kits import CASE, CODING, PAIRS, TALK, Kit, county_figure, practices
from workshop.packs.making import pack
from workshop.packs.material import Material

__all__ = [
    "CASE",
    "CODING",
    "PAIRS",
    "TALK",
    "Kit",
    "Material",
    "county_figure",
    "pack",
    "practices",
]
