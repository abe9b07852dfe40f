"""Draw the pictures of both READMEs and of the site from the shipped data sets, and write their
alternative texts into the pages; photograph the sample of a report's page one (needs Chromium).

python start.py scripts/pictures.py
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from toolkit import County, figures
from toolkit.reports import county_report, html_page
from toolkit.terms import tr, use_lang

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
SAMPLE = ROOT / "docs" / "sample"

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


def page_one(folder: Path) -> Iterator[tuple[Path, Path, str]]:
    """Each sample with today's page one as a file in `folder`, and a digest of all that it says and
    how it is set (not of the letters' outlines)."""
    county = County.load(ROOT / "datasets" / "qinglan")
    for language, source in (("zh", "青澜县（虚构）"), ("en", "Qinglan County (fictitious)")):
        with use_lang(language):
            title = tr(f"{source}结对与典型工作数据报告", f"{source}: pairings and exemplars")
            report = county_report(county, source=source, title=title)
            report.sections = report.sections[:1]
            report.draw(folder)
            page = html_page(report, folder / f"{language}.html")
        told = re.sub("data:[^\"')]+", "", page.read_text(encoding="utf-8"))
        drawn = report.sections[0].figures[0].data.to_csv(index=False)  # type: ignore[attr-defined]
        digest = hashlib.sha256((told + drawn).encode()).hexdigest()
        yield SAMPLE / f"report_page_one.{language}.png", page, digest


def photograph() -> None:
    """The sample of page one in both languages, as it is printed; the digest goes into the file."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        # A4 at 80 dots an inch, set as for print
        sheet = opened.new_page(
            viewport={"width": 794, "height": 1123}, device_scale_factor=80 / 96
        )
        sheet.emulate_media(media="print")
        for path, page, digest in page_one(Path(folder)):
            sheet.goto(page.as_uri())
            sheet.add_style_tag(content="body { margin: 13mm 16mm 0; }")
            sheet.screenshot(path=path)
            with Image.open(path) as image:
                told = PngInfo()
                told.add_text("page", digest)
                image.convert("RGB").quantize(64).save(path, optimize=True, pnginfo=told)
            print(path.relative_to(ROOT).as_posix())
        opened.close()


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
    photograph()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
