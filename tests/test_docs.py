"""README in two languages, kept in step; what they say to type exists."""

import argparse
import re
import runpy
from pathlib import Path

import pytest
from PIL import Image

from toolkit.cli import entry
from toolkit.terms import use_lang

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "README.zh-CN.md")
ENGLISH, CHINESE = ((ROOT / page).read_text(encoding="utf-8") for page in PAGES)


def blocks(text: str) -> list[str]:
    return re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(text), flags=re.MULTILINE)]


def sections(text: str) -> list[str]:
    return re.split(r"^#+ .*$", prose(text), flags=re.MULTILINE)


def targets(text: str) -> list[str]:
    twin = dict.fromkeys(PAGES, "the other page")
    found = (
        re.sub(r"^docs/(en|zh)/", "docs/", re.sub(r"\.(en|zh)\.png$", ".png", target))
        for target in re.findall(r"\]\(([^)]+)\)", text)
    )
    return [twin.get(target, target) for target in found]


def numbers(text: str) -> list[str]:
    """Numbers in running text: without those in code, in addresses and in the words of pictures."""
    words = re.sub(r"`[^`\n]+`|!?\[[^\]]*\]\([^)]+\)", "", prose(text))
    return sorted(n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)*", words))


def test_the_twins_have_the_same_headings_blocks_links_and_commands() -> None:
    assert headings(ENGLISH) == headings(CHINESE)
    assert blocks(ENGLISH) == blocks(CHINESE)
    assert targets(ENGLISH) == targets(CHINESE)
    for section, (one, other) in enumerate(zip(sections(ENGLISH), sections(CHINESE))):
        assert sorted(set(re.findall(r"`([^`\n]+)`", one))) == sorted(
            set(re.findall(r"`([^`\n]+)`", other))
        ), f"section {section}"


def test_the_twins_state_the_same_numbers() -> None:
    for section, (one, other) in enumerate(zip(sections(ENGLISH), sections(CHINESE))):
        assert numbers(one) == numbers(other), f"section {section}"


def test_tables_and_lists_have_the_same_length() -> None:
    for mark in (r"^\|", r"^- ", r"^!\["):
        assert len(re.findall(mark, ENGLISH, flags=re.MULTILINE)) == len(
            re.findall(mark, CHINESE, flags=re.MULTILINE)
        ), mark


def test_quick_start_is_one_block_of_two_commands() -> None:
    for text, title in ((ENGLISH, "Quick start"), (CHINESE, "快速开始")):
        section = re.split(r"^## ", text, flags=re.MULTILINE)
        quick = next(part for part in section if part.startswith(title))
        assert blocks(quick) == ["python start.py report\npython start.py test\n"]


def test_the_english_page_opens_in_chinese() -> None:
    paragraphs = [p for p in ENGLISH.split("\n\n") if not p.startswith("#")]
    assert re.search(r"[一-鿿]{10}", paragraphs[0]) and len(paragraphs[0]) < 300
    assert not re.search(r"[一-鿿]{10}", paragraphs[1])


def test_links_within_the_repository_lead_somewhere() -> None:
    for page in (*PAGES, "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
            assert "://" in target or (ROOT / target).exists(), f"{page}: {target}"


def test_pictures_and_their_words_are_those_that_the_data_give() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "pictures.py"))
    drawn = dict(script["drawn"]())
    assert set((ROOT / "docs" / "pictures").iterdir()) == set(drawn)
    for path, figure in drawn.items():
        with Image.open(path) as picture:
            assert picture.text["Title"] == figure.title, (
                f"{path.name}: run python start.py scripts/pictures.py"
            )
        pages = [page.read_text(encoding="utf-8") for page in script["pages"](path)]
        told = re.findall(rf"!\[([^\]]*)\]\([./\w]*pictures/{path.name}\)", "".join(pages))
        assert told and set(told) == {figure.alt}, (
            f"{path.name}: run python start.py scripts/pictures.py"
        )


def test_the_sample_of_page_one_is_that_of_todays_code(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "pictures.py"))
    drawn = {path: digest for path, _, digest in script["page_one"](tmp_path)}
    assert set((ROOT / "docs" / "sample").iterdir()) == set(drawn)
    for path, digest in drawn.items():
        with Image.open(path) as picture:
            assert picture.text["page"] == digest, (
                f"{path.name}: run python start.py scripts/pictures.py"
            )


def test_the_number_of_pins_is_that_of_the_lock() -> None:
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("requirements.lock", "requirements-class.lock")
    ]
    whole, some = (len(re.findall(r"^[a-z0-9-]+==", text, flags=re.MULTILINE)) for text in texts)
    assert f"{whole} pinned packages, {some} of them for a class" in ENGLISH


def commands() -> set[str]:
    shown = "\n".join(blocks(ENGLISH)) + "\n".join(re.findall(r"`([^`\n]+)`", ENGLISH))
    return set(re.findall(r"(?:start\.py|toolkit) ([a-z]+)(?![\w/]*\.)", shown)) - {
        "test",
        "docs",
        "lint",
        "setup",
        "ruff",
        "mypy",
        "pytest",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_explains_itself(language: str) -> None:
    with use_lang(language):
        top = entry.parser()
        subparsers = next(
            action for action in top._actions if isinstance(action, argparse._SubParsersAction)
        )
        assert set(subparsers.choices) >= commands()
        for name, command in subparsers.choices.items():
            told = command.format_help()  # a stray % in a help text breaks it
            assert told.startswith(
                ("usage: " if language == "en" else "用法：") + "toolkit " + name
            )
            assert language == "en" or not any(word in told for word in entry.CHINESE), told


def test_the_makefile_only_calls_what_the_pages_say() -> None:
    recipes = re.findall(
        r"^\t(.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    said = ENGLISH + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for recipe in recipes:
        call = re.search(r"\$\(PYTHON\) (start\.py (?:[\w.]+/)?[\w.]*)", recipe)
        assert call, recipe
        assert f"python {call[1]}" in said, f"{call[1]} is nowhere explained"


def test_both_say_that_windows_is_untested_and_data_stay_here() -> None:
    assert "Windows itself is untested" in ENGLISH and "Windows 本身未经测试" in CHINESE
    for text in (ENGLISH, CHINESE):
        assert "仅在本机处理；涉密、工作秘密数据请勿导入" in text
