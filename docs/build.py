"""Build the site in both languages, offline; a warning, a broken link or anything that a page would
load from outside ends it.

python start.py docs [--out out/site]
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]

from reference import write_reference  # noqa: E402

LANGUAGES = ("zh", "en")
STUB = {
    "en": "# {title}\n\nThis page is not translated yet. "
    '<a href="{up}zh/{page}.html">Read it in Chinese</a>.\n',
    "zh": '# {title}\n\n本页尚未翻译成中文。<a href="{up}en/{page}.html">看英文页</a>。\n',
}
# what the theme says on a page and has no Chinese for
THEME = {
    "On this page": "本页内容",
    "Back to top": "回到顶部",
    "Skip to content": "跳到正文",
    "Toggle Light / Dark / Auto color theme": "明暗配色",
    "Toggle site navigation sidebar": "打开或收起目录",
    "Toggle table of contents sidebar": "打开或收起本页内容",
    "<span>Next</span>": "<span>下一页</span>",
    "<span>Previous</span>": "<span>上一页</span>",
    '<div class="title">Home</div>': '<div class="title">首页</div>',
    "Made with ": "版式：",
}
ENTRANCE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>典型工具箱 · Exemplar Toolkit</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>
const mine = navigator.language.startsWith("zh") ? "zh" : "en";
location.replace(mine + "/index.html");
</script>
</head><body><p><a href="zh/index.html">中文</a> | <a href="en/index.html">English</a></p>
</body></html>
"""


def pages(folder: Path) -> set[str]:
    """The pages of one language, by their path without ending."""
    return {p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.md")}


def result(name: str, start: str) -> str:
    """The part of a file of measured results that begins with some words, up to an empty line."""
    text = (ROOT / "benchmarks" / "results" / name).read_text(encoding="utf-8")
    for part in re.split(r"\n\s*\n", text.replace("```", "")):
        if part.strip().startswith(start):
            return part.strip("\n")
    raise SystemExit(f"{name} has no part that begins with {start!r}")


def lessons(lang: str) -> str:
    """The lessons as a table: number, title and what each is to reach."""
    from workshop.lessons import numbers, texts

    head = {"en": "| | Lesson | Minutes |", "zh": "| | 课 | 分钟 |"}[lang]
    rows = [
        f"| {n} | {texts(n)['title'][lang]} | {sum(s['minutes'] for s in texts(n)['step'])} |"
        for n in numbers()
    ]
    return "\n".join([head, "|---:|---|---:|", *rows])


def filled(text: str) -> str:
    """A page with its numbers put in from where they are measured: ``<<results FILE: START>>``,
    ``<<lines FILE>>``, ``<<rows TABLE.csv>>`` and ``<<lessons LANGUAGE>>``."""

    def block(match: re.Match[str]) -> str:
        part = result(match[1], match[2])
        return part if part.startswith("|") else f"```text\n{part}\n```"

    def lines(match: re.Match[str]) -> str:
        path = ROOT / match[1]
        if path.is_dir():
            return str(len(list(path.glob("*.json"))))
        return str(sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip()))

    def rows(match: re.Match[str]) -> str:
        with (ROOT / match[1]).open(encoding="utf-8", newline="") as file:
            return "\n".join(f"| {' | '.join(row)} |" for row in list(csv.reader(file))[1:])

    text = re.sub(r"<<rows ([^>]+)>>", rows, text)
    text = re.sub(r"<<lessons (en|zh)>>", lambda match: lessons(match[1]), text)
    text = re.sub(r"<<results ([\w.]+): ([^>]+)>>", block, text)
    return re.sub(r"<<lines ([^>]+)>>", lines, text)


def title_of(path: Path) -> str:
    found = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return found[1] if found else path.stem


def write_sources(target: Path) -> None:
    """Both languages' pages as Sphinx is to read them: numbers put in, the reference written from
    the packages, and what is not translated said so."""
    for lang in LANGUAGES:
        for page in sorted((HERE / lang).rglob("*.md")):
            out = target / lang / page.relative_to(HERE / lang)
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
        for shared in ("pictures", "data"):
            shutil.copytree(HERE / shared, target / lang / shared)
    write_reference(target)
    there = {lang: pages(target / lang) for lang in LANGUAGES}
    for lang, other in zip(LANGUAGES, reversed(LANGUAGES)):
        for page in sorted(there[other] - there[lang]):
            out = target / lang / f"{page}.md"
            out.parent.mkdir(parents=True, exist_ok=True)
            title = title_of(target / other / f"{page}.md")
            up = "../" * (page.count("/") + 1)
            out.write_text(STUB[lang].format(title=title, page=page, up=up), encoding="utf-8")


def built(sources: Path, site: Path) -> int:
    """Run Sphinx for both languages side by side; the exit code of the first that fails."""
    running = []
    for lang in LANGUAGES:
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
        command += ["-c", str(HERE), "-d", str(sources / f"doctrees-{lang}")]
        running.append(
            subprocess.Popen(
                [*command, str(sources / lang), str(site / lang)],
                env={**os.environ, "SITE_LANGUAGE": lang, "TOOLKIT_LANG": lang},
            )
        )
    code = next((code for code in [process.wait() for process in running] if code), 0)
    for page in (site / "zh").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for english, chinese in THEME.items():
            text = text.replace(english, chinese)
        page.write_text(text, encoding="utf-8")
    (site / "index.html").write_text(ENTRANCE, encoding="utf-8")
    return code


def anchors(text: str) -> set[str]:
    return set(re.findall(r'\b(?:id|name)="([^"]+)"', text))


def broken_links(site: Path) -> list[str]:
    """Every address inside the site that leads nowhere: file and anchor."""
    texts = {p.resolve(): p.read_text(encoding="utf-8") for p in site.rglob("*.html")}
    names = {path: anchors(text) for path, text in texts.items()}
    wrong = []
    for path, text in texts.items():
        for address in sorted(set(re.findall(r'\b(?:href|src)="([^"]*)"', text))):
            if re.match(r"[a-z]+:|//", address) or address in ("", "#"):
                continue
            file, _, anchor = address.partition("#")
            target = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
            missing = not target.is_file()
            if missing or (anchor and target in names and unquote(anchor) not in names[target]):
                wrong.append(f"{path.relative_to(site.resolve()).as_posix()}: {address}")
    return wrong


def loaded_from_outside(site: Path) -> list[str]:
    """Everything that a page or a style would fetch from another machine."""
    loads = re.compile(
        r"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=\"((?:https?:)?//[^\"]+)"
        r"|<link\b(?![^>]*rel=\"(?:canonical|search)\")[^>]*\bhref=\"((?:https?:)?//[^\"]+)"
        r"|@import\s+[\"'](https?://[^\"']+)|url\([\"']?((?:https?:)?//[^)\"']+)"
    )
    return [
        f"{path.relative_to(site).as_posix()}: {next(filter(None, match.groups()))}"
        for path in sorted(site.rglob("*"))
        if path.suffix in (".html", ".css")
        for match in loads.finditer(path.read_text(encoding="utf-8"))
    ]


def search_index(site: Path, lang: str) -> dict:
    """The search index of one language, as a browser reads it."""
    text = (site / lang / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("{") : text.rindex("}") + 1])


def build(site: Path) -> int:
    """Build the site into a folder, which is made anew; 0 when nothing is wrong with it."""
    sources = site.with_name(site.name + "-sources")
    for folder in (sources, site):
        if folder.exists():
            shutil.rmtree(folder)
    write_sources(sources)
    code = built(sources, site)
    wrong = [] if code else [*broken_links(site), *loaded_from_outside(site)]
    for line in wrong:
        print(line, file=sys.stderr)
    if code or wrong:
        return code or 1
    shutil.rmtree(sources)
    print(site / "index.html")
    return 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="out/site", type=Path)
    return build(parser.parse_args(argv).out.resolve())


if __name__ == "__main__":
    raise SystemExit(main())
