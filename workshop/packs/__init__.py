"""What a trainer prints and hands out."""

from workshop.packs.kits import CASE, CODING, PAIRS, TALK, Kit, county_figure, practices
from workshop.packs.material import Material
from workshop.packs.pack import pack

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
