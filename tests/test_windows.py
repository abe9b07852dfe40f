"""The Windows list: what can be held from a Linux machine. Encodings are named, nothing forks or
links, and the command line works in
a GBK locale without UTF-8 mode, in a folder called 新建 文件夹. (That every pin has a Windows wheel
is in test_lock.py.)"""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = [
    *sorted((ROOT / "toolkit").rglob("*.py")),
    *sorted((ROOT / "scripts").glob("*.py")),
    ROOT / "start.py",
]
#: calls that Windows lacks, or that need rights there that a trainer does not have
ABSENT = {
    "fork",
    "forkpty",
    "symlink",
    "symlink_to",
    "link_to",
    "hardlink_to",
    "mkfifo",
    "getuid",
    "setsid",
    "killpg",
    "chown",
    "SIGALRM",
}
UNIX_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "syslog", "readline"}


def calls(path: Path) -> Iterator[ast.Call]:
    return (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )


def called(call: ast.Call) -> str:
    return (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )


def opens_text(call: ast.Call) -> bool:
    """Whether a call opens a file as text: the builtin or a path's method, unless its mode says
    binary."""
    name = called(call)
    if name in ("read_text", "write_text"):
        return True
    if name != "open":
        return False
    # ZipFile.open, os.open and a picture's open know no text
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if (
        owner in ("os", "webbrowser", "z", "archive", "Image", "self._packed")
        or "zip" in owner.lower()
    ):
        return False
    values = [
        arg.value
        for arg in [*call.args, *(k.value for k in call.keywords)]
        if isinstance(arg, ast.Constant)
    ]
    return not any(isinstance(mode, str) and "b" in mode and len(mode) <= 3 for mode in values)


def names_encoding(call: ast.Call) -> bool:
    positional = {"read_text": 1, "write_text": 2}.get(called(call), 99)
    return len(call.args) >= positional or any(k.arg in ("encoding", None) for k in call.keywords)


def test_every_text_file_is_opened_with_its_encoding() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{c.lineno}"
        for path in CODE
        for c in calls(path)
        if opens_text(c) and not names_encoding(c)
    ]
    assert not silent


def test_the_check_sees_an_open_without_encoding() -> None:
    tree = ast.parse("open(p); open(p, 'rb'); p.read_text(); p.open('w', encoding='gbk')")
    seen = [
        opens_text(call) and not names_encoding(call)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
    ]
    assert sorted(seen) == [False, False, True, True]


def test_nothing_forks_links_or_needs_a_unix_module() -> None:
    found = []
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # a module may be absent where its absence is caught
        caught = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.Try) and catches_absence(node)
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ABSENT:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}")
            imported = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [
                f"{path.relative_to(ROOT)} imports {name}"
                for name in imported
                if name in UNIX_MODULES and node not in caught
            ]
    assert not found


def catches_absence(block: ast.Try) -> bool:
    return any(
        handler.type is not None and ast.unparse(handler.type) == "ImportError"
        for handler in block.handlers
    )


def test_no_file_name_that_windows_refuses() -> None:
    listed = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
        .stdout.decode("utf-8")
        .split("\0")
    )
    reserved = {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)),
    }
    for name in filter(None, listed):
        for part in name.split("/"):
            assert not set(part) & set('<>:"|?*\\') and part == part.rstrip(". "), name
            assert part.split(".")[0].lower() not in reserved, name
    lower = [name.lower() for name in listed]
    assert len(lower) == len(set(lower)), "two names that differ only in case"


#: what Python says when a file is opened in the system's encoding
UNNAMED = "'encoding' argument not specified"

# ---- the command line in a GBK locale


class Gbk:
    """A folder named in GBK bytes, as a Chinese system names it, and the toolkit run there in that
    locale."""

    def __init__(self, parent: Path, locales: Path) -> None:
        self.folder = os.fsencode(parent) + b"/" + "新建 文件夹".encode("gbk")
        os.mkdir(self.folder)
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LC_", "PYTHON", "TOOLKIT_"))
        }
        self.env = {
            **clean,
            "LC_ALL": "zh_CN.GBK",
            "LANG": "zh_CN.GBK",
            "LOCPATH": str(locales),
            "PYTHONUTF8": "0",
            "PYTHONPATH": str(ROOT),
        }

    def __call__(self, *arguments: str) -> tuple[int, str]:
        """Exit code and what was printed, both streams, decoded as the console would."""
        line = [
            os.fsencode(sys.executable),
            b"-X",
            b"warn_default_encoding",
            b"-m",
            b"toolkit",
            *(a.encode("gbk") for a in arguments),
        ]
        done = subprocess.run(
            line, cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        return done.returncode, done.stdout.decode("gbk")

    def names(self) -> set[str]:
        """Everything written, as paths with / between the parts."""
        return {
            os.path.join(os.path.relpath(place, self.folder), name).decode("gbk").removeprefix("./")
            for place, _, files in os.walk(self.folder)
            for name in files
        }


@pytest.fixture(scope="module")
def gbk(tmp_path_factory: pytest.TempPathFactory, needed) -> Gbk:  # type: ignore[no-untyped-def]
    if not str(ROOT).isascii():
        pytest.skip(
            "on Linux a GBK locale cannot name this checkout's own folder, whose name is UTF-8 "
            "bytes; Windows has no such rule"
        )
    locales = tmp_path_factory.mktemp("locale")
    needed(shutil.which("localedef"), "localedef is not installed")
    made = subprocess.run(
        ["localedef", "-i", "zh_CN", "-f", "GBK", str(locales / "zh_CN.GBK")], capture_output=True
    )
    needed(made.returncode == 0, "the zh_CN locale's source is not installed (Debian: locales)")
    console = Gbk(tmp_path_factory.mktemp("gbk"), locales)
    probe = (
        "import locale, sys; print(locale.getpreferredencoding(), sys.getfilesystemencoding(), "
        "sys.flags.utf8_mode)"
    )
    said = subprocess.run(
        [sys.executable, "-c", probe],
        env=console.env,
        capture_output=True,
        text=True,
        encoding="ascii",
    ).stdout.lower()
    assert said.split() == ["gbk", "gbk", "0"], "the locale did not take"
    return console


def test_rules_and_schema_speak_chinese_on_a_gbk_console(gbk: Gbk) -> None:
    code, said = gbk("rules")
    assert code == 0 and "pair.keep_min" in said and UNNAMED not in said
    code, said = gbk("schema")
    assert (code == 0 and said.lstrip().startswith("{")) or said.lstrip().startswith("[")


def test_a_template_is_written_under_a_chinese_name_and_checked(gbk: Gbk) -> None:
    code, said = gbk("template", "填报 表.xlsx")
    assert code == 0 and "填报 表.xlsx" in said and "填报 表.xlsx" in gbk.names()
    code, said = gbk("check", "填报 表.xlsx")
    assert "Traceback" not in said and "处" in said


def test_a_missing_source_is_one_sentence(gbk: Gbk) -> None:
    code, said = gbk("check", "没有 这个.xlsx")
    assert code in (1, 2) and "没有 这个.xlsx" in said and "Traceback" not in said


def test_a_fictitious_county_is_made_checked_and_reported(gbk: Gbk) -> None:
    code, said = gbk("demo", "虚构 县", "--organisations", "60")
    assert code == 0, said
    assert any(name.startswith("虚构 县/organisation") for name in gbk.names())
    code, said = gbk("check", "虚构 县")
    assert code == 0, said
    code, said = gbk("report", "虚构 县", "--out", "报告 一")
    assert code == 0, said
    assert {"报告 一/report.html", "报告 一/report.docx", "报告 一/tables.xlsx"} <= gbk.names()
    with open(gbk.folder + "/报告 一/report.html".encode("gbk"), encoding="utf-8") as page:
        assert "（虚构）" in page.read()
