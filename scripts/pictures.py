"""Draw the pictures of both READMEs and of the site from the shipped data sets, and write their
alternative texts into the pages.

python start.py scripts/pictures.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit import County, figures
from toolkit.terms import use_lang

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"

#: file stem → data set and the call that draws it
PICTURES: dict[str, tuple[str, Callable[[County], figures.Figure]]] = {
    "pairing": ("qinglan_60", lambda county: figures.pairing(county, on="2011-06-30")),
    "waves": (
        "counterpart_assistance",
        lambda county: figures.waves(county, prog_id="east-west", grain="province"),
    ),
    "coverage": ("qinglan_60", lambda county: figures.coverage(county, on="2011-06-30")),
    "flow": ("qinglan", lambda county: figures.exemplar_flow(county, on="2011-12-31")),
}


def drawn() -> Iterator[tuple[Path, figures.Figure]]:
    """Every picture with the file it belongs in, English and Chinese."""
    counties = {
        name: County.load(ROOT / "datasets" / name)
        for name in {name for name, _ in PICTURES.values()}
    }
    for language in ("en", "zh"):
        with use_lang(language):
            for stem, (name, draw) in PICTURES.items():
                yield FOLDER / f"{stem}.{language}.png", draw(counties[name])


def pages(path: Path) -> list[Path]:
    """The pages that show a picture, by the language in its name."""
    language = path.suffixes[0].strip(".")
    readme = ROOT / {"en": "README.md", "zh": "README.zh-CN.md"}[language]
    return [readme, ROOT / "docs" / language / "start" / "pictures.md"]


def shown(page: str, path: Path, figure: figures.Figure) -> str:
    """A page with the figure's alternative text at the place that shows the picture."""
    address = rf"!\[[^\]]*\]\(((?:docs|\.\.)/pictures/{re.escape(path.name)})\)"
    return re.sub(address, lambda found: f"![{figure.alt}]({found[1]})", page)


def main() -> int:
    """Write every picture, and its words into the page of its language."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, figure in drawn():
        path.write_bytes(figure.png(75))
        for page in pages(path):
            page.write_text(
                shown(page.read_text(encoding="utf-8"), path, figure),
                encoding="utf-8",
                newline="\n",
            )
        print(path.relative_to(ROOT).as_posix())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
