"""The site in docs/: built offline without a warning, whole in both languages, found by search, and
true to the packages: what its pages say to type exists."""

import argparse
import ast
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pandas as pd
import pytest

import toolkit
import workshop
from toolkit import cases, terms
from toolkit.cli import entry
from toolkit.terms import use_lang

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
WRITTEN = [path for lang in LANGUAGES for path in sorted((DOCS / lang).rglob("*.md"))]
OF_START = {"test", "lint", "setup", "docs", "pytest", "ruff", "mypy"}


@pytest.fixture(scope="session")
def builder() -> ModuleType:
    sys.path.insert(0, str(DOCS))
    try:
        return importlib.import_module("build")
    finally:
        sys.path.remove(str(DOCS))


@pytest.fixture(scope="session")
def site(builder: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built once; a warning, a broken link or an outside address fails it."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    assert builder.build(folder) == 0
    return folder


# ---- the built site


def test_every_page_stands_in_both_languages_one_click_apart(site: Path) -> None:
    pages = {
        lang: {p.relative_to(site / lang) for p in (site / lang).rglob("*.html")}
        for lang in LANGUAGES
    }
    assert pages["zh"] == pages["en"] and len(pages["zh"]) > 40
    for lang, other in (("zh", "en"), ("en", "zh")):
        for page in pages[lang]:
            text = (site / lang / page).read_text(encoding="utf-8")
            switch = re.search(r'<a class="language"[^>]*href="([^"]+)"', text)
            assert switch, page
            target = ((site / lang / page).parent / switch[1]).resolve()
            assert target.is_file() and (site / other).resolve() in target.parents, page


def test_every_public_name_has_its_entry(site: Path) -> None:
    modules = {f"toolkit.{r}": importlib.import_module(f"toolkit.{r}") for r in toolkit._ROOMS}
    modules["workshop"] = workshop
    for title, module in modules.items():
        page = site / "en" / "reference" / (title.replace(".", "_") + ".html")
        text = page.read_text(encoding="utf-8")
        for name in module.__all__:
            assert f">{name}</span></code><a" in text, f"{title}.{name}"


def test_tables_rules_commands_and_machines_are_all_there(site: Path) -> None:
    for lang in LANGUAGES:
        folder = site / lang / "reference"
        tables, commands, machines = (
            (folder / f"{name}.html").read_text(encoding="utf-8")
            for name in ("tables", "commands", "machines")
        )
        for table in terms.tables().values():
            assert table.chinese in tables
        for name in parsers():
            assert f">{name}</span>" in commands or f">{name.split()[-1]}</span>" in commands
        for name in terms.machines():
            assert f"machine_{name}.png" in machines
            assert (site / lang / "_images" / f"machine_{name}.png").stat().st_size > 5000


@pytest.mark.parametrize(
    "asked, page",
    [
        ("结对方案", "howto/hand-a-plan-over"),
        ("均值回归", "howto/judge-whether-pairing-helped"),
        ("拒收", "explanation/what-is-refused"),
        ("盲", "howto/code-with-two-people"),
    ],
)
def test_chinese_words_are_found_without_a_dictionary(
    site: Path, builder: ModuleType, asked: str, page: str
) -> None:
    index = builder.search_index(site, "zh")
    words = [asked[i : i + 2] for i in range(len(asked) - 1)] or [asked]
    found = set(range(len(index["docnames"])))
    for word in words:
        places = [index[kind].get(word, []) for kind in ("terms", "titleterms")]
        found &= {d for p in places for d in (p if isinstance(p, list) else [p])}
    assert page in {index["docnames"][d] for d in found}
    # the browser splits what is typed in the same way
    script = (site / "zh" / "_static" / "language_data.js").read_text(encoding="utf-8")
    assert "splitQuery" in script and "&lt;" not in script and "&gt;" not in script


# ---- the checks themselves


def test_a_broken_link_and_an_outside_address_are_found(
    builder: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "good.html").write_text('<h1 id="top"></h1>', encoding="utf-8")
    (tmp_path / "page.html").write_text(
        '<a href="good.html#top"></a><a href="good.html#gone"></a><a href="none.html"></a>'
        '<script src="https://example.org/a.js"></script><a href="https://example.org/">x</a>'
        '<link rel="stylesheet" href="//example.org/a.css">',
        encoding="utf-8",
    )
    (tmp_path / "a.css").write_text("p {background: url(http://example.org/x.png)}", "utf-8")
    assert builder.broken_links(tmp_path) == ["page.html: good.html#gone", "page.html: none.html"]
    assert builder.loaded_from_outside(tmp_path) == [
        "a.css: http://example.org/x.png",
        "page.html: https://example.org/a.js",
        "page.html: //example.org/a.css",
    ]


def test_what_is_not_translated_says_so(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = tmp_path / "docs"
    for name, text in (("zh/a/one.md", "# 一页\n"), ("en/two.md", "# Two\n")):
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    (docs / "pictures").mkdir()
    (docs / "data").mkdir()
    monkeypatch.setattr(builder, "HERE", docs)
    monkeypatch.setattr(builder, "write_reference", lambda target: None)
    builder.write_sources(tmp_path / "out")
    stub = (tmp_path / "out" / "en" / "a" / "one.md").read_text(encoding="utf-8")
    assert "not translated yet" in stub and 'href="../../zh/a/one.html"' in stub
    assert "尚未翻译" in (tmp_path / "out" / "zh" / "two.md").read_text(encoding="utf-8")


def test_numbers_come_from_the_measured_results(builder: ModuleType) -> None:
    text = builder.filled("<<lines tests/comparison/data/random.jsonl>>")
    assert text == str(
        len((ROOT / "tests/comparison/data/random.jsonl").read_text("utf-8").splitlines())
    )
    with pytest.raises(SystemExit, match="no part"):
        builder.filled("<<results cases.md: nothing begins so>>")


def test_what_the_reader_page_says_in_words_is_measured(builder: ModuleType) -> None:
    # what the first set's half had when it was first scored is history, kept beside the reports
    kept = Path(__file__).parent / "cases" / "data" / "unseen" / "README.md"
    told = re.search(
        r"^\| practices \| [\d.]+ \| [\d.]+ \| ([\d.]+)", kept.read_text(encoding="utf-8"), re.M
    )
    assert told is not None
    results = ROOT / "benchmarks" / "results" / "reader.md"
    whole = kept.read_text(encoding="utf-8") + results.read_text(encoding="utf-8")
    for lang in LANGUAGES:
        page = DOCS / lang / "explanation" / "what-the-reader-cannot-read.md"
        text = page.read_text(encoding="utf-8")
        words = re.findall(r"\d\.\d+", text)
        assert words[:2] == [told[1], "1.00"], page
        measured = {f"{float(n):.2f}" for n in re.findall(r"\d\.\d+", whole)}
        assert {f"{float(n):.2f}" for n in words} <= measured, page  # none stands there unmeasured
        # what each set had before anything of it was opened is kept beside the reports, too
        rows = [line.split("|")[2:] for line in text.splitlines() if line.count("|") == 10]
        history = [line.split("|")[2:] for line in kept.read_text(encoding="utf-8").splitlines()]
        first_sight = [row for row in rows if re.search(r"\d\.\d\d", "".join(row))]
        assert len(first_sight) == 7 and all(row in history for row in first_sight), page


def test_guides_print_what_is_kept() -> None:
    # three of the five: the others take half a minute
    command = [sys.executable, str(DOCS / "guides.py"), "--check"]
    ran = subprocess.run(
        [*command, "optimal_pairing", "coding_and_calibration", "models_and_robustness"],
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


# ---- what pages say to type


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Command, or command and action → its parser."""
    found: dict[str, argparse.ArgumentParser] = {}

    def gather(parser: argparse.ArgumentParser, before: str) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, inner in action.choices.items():
                    found[f"{before}{name}"] = inner
                    gather(inner, f"{before}{name} ")

    with use_lang("en"):
        gather(entry.parser(), "")
    return found


def typed(text: str) -> list[list[str]]:
    return [line.split() for line in re.findall(r"python start\.py ([^`\n]+)", text)]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_commands_options_and_names_on_a_page_exist(path: Path) -> None:
    known, text = parsers(), path.read_text(encoding="utf-8")
    for verb, *rest in typed(text):
        if verb in OF_START:
            files = [word for word in rest if word.endswith(".py")]
            assert all((ROOT / file).is_file() for file in files), f"{verb} {rest}"
            continue
        if verb.endswith(".py"):
            assert (ROOT / verb).is_file(), verb
            continue
        if verb in ("命令", "COMMAND"):
            continue
        inner = f"{verb} {rest[0]}" if rest and f"{verb} {rest[0]}" in known else verb
        assert inner in known, f"{path.name}: {inner}"
        options = {name for action in known[inner]._actions for name in action.option_strings}
        for word in rest:
            if word.startswith("--"):
                assert word.partition("=")[0] in options, f"{path.name}: {inner} {word}"
    for block in re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in toolkit._ROOMS
            ):
                room = importlib.import_module(f"toolkit.{node.value.id}")
                assert node.attr in room.__all__, f"{path.name}: {node.value.id}.{node.attr}"


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the pages on case reports, comparison and ledgers are about."""
    folder = tmp_path_factory.mktemp("材料")
    kept = sorted((ROOT / "datasets" / "cases" / "reports").glob("C0*"))[:3]
    (folder / "datasets" / "cases" / "reports").mkdir(parents=True)
    for report in kept:
        shutil.copy(report, folder / "datasets" / "cases" / "reports")
    (folder / "datasets" / "qinglan_60").symlink_to(toolkit.dataset("qinglan_60"))
    reports = cases.from_folder(folder / "datasets" / "cases" / "reports")[0]
    rows = [(f"k{i}", i % 2, i // 2 % 2, i // 4 % 2, int(i % 4 == 1), i % 3, i) for i in range(12)]
    county = pd.DataFrame(rows, columns=["case", "A", "B", "C", "Y", "UNIT", "PERIOD"])
    county.to_csv(folder / "cases.csv", index=False)
    ledger = pd.DataFrame({"弱村": ["东岭村（虚构）"], "强村": ["西岭村（虚构）"]})
    for texts, coders, listed, told in (
        ("材料文件夹", "甲乙", "结对台账.xlsx", "归纳.txt"),
        ("FOLDER", "AB", "ledger.xlsx", "summary.txt"),
    ):
        (folder / texts).symlink_to(folder / "datasets" / "cases" / "reports")
        for coder in coders:
            path = cases.coding_sheet(reports, folder / f"{coder}.xlsx")
            book = openpyxl.load_workbook(path)
            book.worksheets[0].cell(3, 6).value = "STUDY 学习先进典型"
            book.save(path)
        ledger.to_excel(folder / listed, index=False)
        (folder / told).write_text("每月到村一次（C01，第16句）。", encoding="utf-8")
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "page",
    [
        "howto/code-with-two-people",
        "howto/compare-cases",
        "howto/exchange-with-other-programs",
        "howto/write-with-sources",
        "start/own-ledger",
    ],
)
def test_python_on_a_page_runs(
    page: str, lang: str, material: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(material)
    text = (DOCS / lang / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    assert blocks


def test_twins_tell_the_same_commands() -> None:
    for page in sorted((DOCS / "zh").rglob("*.md")):
        twin = DOCS / "en" / page.relative_to(DOCS / "zh")
        if twin.is_file():
            zh, en = ({words[0] for words in typed(p.read_text("utf-8"))} for p in (page, twin))
            assert zh - {"命令"} == en - {"COMMAND"}, page.name
