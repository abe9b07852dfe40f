"""What a trainer prints and hands out."""

from workshop.packs.kit import CASE, CODING, TALK, Kit, county_figure, practices
from workshop.packs.making import pack
from workshop.packs.material import Material

__all__ = [
    "CASE",
    "CODING",
    "TALK",
    "Kit",
    "Material",
    "county_figure",
    "pack",
    "practices",
]
