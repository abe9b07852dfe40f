"""Make the font that figures and pages ship: a subset of Noto Sans SC Regular (SIL Open Font
License 1.1).

The characters are: the 8,105 of 通用规范汉字表 (Unihan property kTGH), their traditional
counterparts (Unihan kTraditionalVariant), ASCII and Latin-1, and the punctuation, numerals and
marks of `RANGES`. Hinting, vertical metrics and layout features are dropped: labels on charts use
none of them. The family is renamed so that a Noto Sans SC that is already installed on a machine is
never mistaken for it.

Sources, as packed: Debian ``unicode-data`` (Unihan_OtherMappings.txt, Unihan_Variants.txt, unpacked
from .bz2) and a static ``NotoSansSC_400Regular.ttf`` (npm ``@expo-google-fonts/noto-sans-sc``,
licence file LICENSE_FONT, kept here as OFL.txt).

    python scripts/make_font.py NotoSansSC_400Regular.ttf FOLDER_OF_UNIHAN LICENSE_FONT

Needs fontTools and, for the woff2 copy, brotli.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Noto Sans SC Subset"
OUT = Path(__file__).resolve().parents[1] / "toolkit" / "figures" / "font"
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x391, 0x3C9),  # Greek
    (0x2010, 0x203F),
    (0x2190, 0x2199),  # arrows
    (0x2212, 0x2212),
    (0x2260, 0x2265),  # ≠ ≤ ≥
    (0x2295, 0x2299),  # ⊕ ⊗ ⊙
    (0x2460, 0x2473),  # ① to ⑳
    (0x25A0, 0x25EF),  # ● ○ ■ □ ▲ △ ◆ ◇
    (0x3000, 0x303F),
    (0xFF00, 0xFFEF),
)
SINGLE = "·×÷±≈√∑∞★☆✓℃№"


def characters(unihan: Path) -> set[int]:
    """Code points of the subset."""
    listed: set[int] = set()
    for line in (unihan / "Unihan_OtherMappings.txt").read_text(encoding="utf-8").splitlines():
        if "\tkTGH\t" in line:
            listed.add(int(line.split("\t")[0][2:], 16))
    wanted = set(listed)
    for line in (unihan / "Unihan_Variants.txt").read_text(encoding="utf-8").splitlines():
        if "\tkTraditionalVariant\t" in line:
            simplified, _, variants = line.split("\t")
            if int(simplified[2:], 16) in listed:
                wanted |= {int(v[2:], 16) for v in variants.split()}
    if len(listed) != 8105:
        raise SystemExit(f"通用规范汉字表 has 8105 characters, these files give {len(listed)}")
    for first, last in RANGES:
        wanted |= set(range(first, last + 1))
    return wanted | {ord(c) for c in SINGLE}


def rename(font: TTFont) -> None:
    """Give the subset its own family name; copyright and licence entries stay."""
    names = {
        1: FAMILY,
        2: "Regular",
        3: f"{FAMILY} 1",
        4: f"{FAMILY} Regular",
        6: "NotoSansSCSubset-Regular",
    }
    font["name"].names = [n for n in font["name"].names if n.nameID in {0, 5, 7, 13, 14}]
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def main(source: Path, unihan: Path, licence: Path) -> None:
    """Write the TTF, the woff2 and the licence into the package."""
    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"], name_languages=["*"]
    )
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "prep", "gasp"]
    font = TTFont(source, recalcTimestamp=False)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=sorted(characters(unihan) & set(font.getBestCmap())))
    maker.subset(font)
    rename(font)
    OUT.mkdir(parents=True, exist_ok=True)
    font.save(OUT / "NotoSansSC-subset.ttf")
    font.flavor = "woff2"
    font.save(OUT / "NotoSansSC-subset.woff2")
    shutil.copyfile(licence, OUT / "OFL.txt")
    print({p.name: p.stat().st_size for p in OUT.iterdir()}, len(font.getGlyphOrder()), "glyphs")


if __name__ == "__main__":
    main(*(Path(a) for a in sys.argv[1:4]))
