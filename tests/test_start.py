"""start.py: sets up once from hashed pins, recovers when it was cut off, and says which command
lines a verb stands for."""

import ast
import functools
import hashlib
import importlib.util
import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")


@pytest.fixture
def start() -> ModuleType:
    spec = importlib.util.spec_from_file_location("start_under_test", ROOT / "start.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- what a verb stands for


@pytest.mark.parametrize("rest", [[], ["county.xlsx"], ["--out", "o", "county.xlsx"], ["--help"]])
def test_a_toolkit_command_is_passed_on_as_it_stands(start: ModuleType, rest: list[str]) -> None:
    assert start.calls("report", rest) == [["-m", "toolkit", "report", *rest]]


def test_verbs_of_its_own(start: ModuleType) -> None:
    side_by_side = ["-n", "auto", "--maxprocesses=4"]
    side_by_side += ["--dist=loadfile", "--no-loadscope-reorder"]
    assert start.calls("test", ["-x"]) == [
        ["-m", "pytest", "--nbval-lax", *side_by_side, "tests", "notebooks", "-x"]
    ]
    assert start.calls("setup", []) == []
    assert start.calls("docs", ["--out", "o"]) == [["docs/build.py", "--out", "o"]]
    assert start.lock_for("docs") == start.WHOLE
    assert start.calls("lab", []) == [["-m", "toolkit", "lab"]]
    assert start.calls("scripts/notebooks.py", ["--all"]) == [["scripts/notebooks.py", "--all"]]
    assert start.calls("ruff", ["check"]) == [["-m", "ruff", "check"]]
    assert [call[1] for call in start.calls("lint", [])] == ["ruff", "ruff", "mypy"]


# ---- the help


@pytest.mark.parametrize(
    "line, environment, chinese",
    [
        (["--help"], {"LC_ALL": "zh_CN.GBK"}, True),
        ([], {"LANG": "Chinese (Simplified)_China.936"}, True),
        (["-h"], {"LC_ALL": "de_DE.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        (["--help", "--lang", "en"], {"LC_ALL": "zh_CN.UTF-8"}, False),
        (["--lang=zh"], {"LC_ALL": "C"}, True),
        (["--lang", "en"], {"TOOLKIT_LANG": "zh"}, False),
    ],
)
def test_help_speaks_the_readers_language(
    start: ModuleType, monkeypatch, capsys, line, environment, chinese
) -> None:  # type: ignore[no-untyped-def]
    for name in ("TOOLKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(start, "ready", lambda lock: True)
    called: list[list[str]] = []
    monkeypatch.setattr(start.subprocess, "call", lambda line, **_: called.append(line) or 0)
    assert start.main(line) == 0
    said = capsys.readouterr().out
    assert ("准备运行环境" in said) is chinese and ("Set up and start" in said) is not chinese
    assert [call[1:] for call in called] == [
        ["-m", "toolkit", "--lang", "zh" if chinese else "en", "--help"]
    ]


def test_both_helps_name_the_same_verbs_and_a_language_before_a_verb_is_no_help(
    start: ModuleType,
) -> None:
    verbs = [
        re.findall(r"^    python start.py (\S+)", text, re.MULTILINE)
        for text in (start.HELP_ZH, start.__doc__ or "")
    ]
    assert len(verbs[0]) == len(verbs[1]) == 7 and verbs[0][:4] == verbs[1][:4]
    assert not start.wants_help(["--lang", "en", "report"]) and not start.wants_help(
        ["report", "--help"]
    )


# ---- the reports


@pytest.fixture
def reported(start: ModuleType, monkeypatch):  # type: ignore[no-untyped-def]
    """`start.main` with an environment that is ready, and the command lines it starts."""
    called = []
    monkeypatch.setattr(start, "ready", lambda lock: True)
    monkeypatch.setattr(
        start, "started", lambda line, folder, environment: called.append((line, environment)) or 0
    )
    monkeypatch.delenv("CI", raising=False)
    return start.main, called


def test_the_first_report_is_shown_as_soon_as_it_is_there(reported, capsys) -> None:  # type: ignore[no-untyped-def]
    main, called = reported
    assert main(["report"]) == 0
    assert [line[1:] for line, _ in called] == [["-m", "toolkit", "report", "--open"]]
    assert called[0][1]["TOOLKIT_STEPS_BEFORE"] == "1"
    said = capsys.readouterr().err
    assert said.index("1/3 准备环境") < said.index("完成")


@pytest.mark.parametrize("line", [["report", "--no-open"], ["report", "county.xlsx"], ["check"]])
def test_nothing_is_opened_when_nobody_asked(reported, line) -> None:  # type: ignore[no-untyped-def]
    main, called = reported
    assert main(line) == 0
    assert not {"--open", "--no-open"} & set(called[0][0])


def test_nothing_is_opened_under_ci(reported, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    main, called = reported
    monkeypatch.setenv("CI", "true")
    assert main(["report"]) == 0 and "--open" not in called[0][0]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_moving_line_counts_packages_then_installed_ones_and_leaves_nothing(
    start: ModuleType, tmp_path: Path, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    site, screen = tmp_path / "site", Terminal()
    monkeypatch.setattr(start, "SITE", site)
    monkeypatch.setattr(start.sys, "stderr", screen)
    # like pip: a line for each package, from an index or a folder, then silence while installing
    pip = f"""
import pathlib, time
print("Collecting one==1", "Processing ./two-1.whl", "  Downloading", sep=chr(10), flush=True)
time.sleep(1.3)
pathlib.Path({str(site)!r}, "one-1.dist-info").mkdir(parents=True)
time.sleep(1.3)
"""
    log = io.StringIO()
    start.logged([sys.executable, "-c", pip], log, 2)
    lines = [line.split(" s")[0].split() for line in screen.getvalue().split("\r") if line.strip()]
    assert [line[2] for line in lines] == ["0/2", "1/2"] and "installing" in lines[0]
    assert screen.getvalue().endswith("\r" + " " * start.LINE + "\r")
    assert "Downloading" in log.getvalue()


def test_who_ends_it_ends_what_it_started(start: ModuleType, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    made = []
    real = start.subprocess.Popen

    class Slow(real):  # type: ignore[misc, valid-type]
        def __init__(self, *args, **kw) -> None:  # type: ignore[no-untyped-def]
            super().__init__(*args, **kw)
            made.append(self)

        def wait(self, timeout=None):  # type: ignore[no-untyped-def]
            if timeout is None and self.poll() is None and not hasattr(self, "asked"):
                self.asked = True
                raise KeyboardInterrupt
            if timeout == 10:
                raise start.subprocess.TimeoutExpired("slow", 10)
            return super().wait(timeout)

    monkeypatch.setattr(start.subprocess, "Popen", Slow)
    with pytest.raises(KeyboardInterrupt):
        start.started([sys.executable, "-c", "import time; time.sleep(60)"], None, dict(os.environ))
    assert made[0].poll() is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_end_ends_the_command_below(tmp_path: Path, how: signal.Signals) -> None:
    # a stand-in for the environment's Python: says who it is and stays
    (tmp_path / "stay.py").write_text(
        "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
    )
    run = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("start", {str(ROOT / "start.py")!r})
start = importlib.util.module_from_spec(spec)
spec.loader.exec_module(start)
start.ready, start.PYTHON = lambda lock: True, sys.executable
start.calls = lambda verb, rest: [["stay.py"]]
start.ROOT = {str(tmp_path)!r}
start.main(["lab"])
"""
    # tests started in the background of a shell inherit that interrupts are ignored
    listening = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    command = [sys.executable, "-c", run]
    process = subprocess.Popen(command, cwd=tmp_path, start_new_session=True, preexec_fn=listening)
    told = tmp_path / "pid"
    while not (told.is_file() and told.read_text()):
        assert process.poll() is None
        time.sleep(0.05)
    if how == signal.SIGINT:
        os.killpg(process.pid, how)  # a console tells everyone in it
    else:
        process.send_signal(how)
    process.wait(timeout=30)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


# ---- what it may rely on


def test_it_needs_the_standard_library_alone_and_older_pythons_can_read_it() -> None:
    # an old Python must get as far as the sentence that says which one is needed
    tree = ast.parse(SOURCE, feature_version=(3, 6))
    for node in ast.walk(tree):
        names = (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        assert all(name.split(".")[0] in sys.stdlib_module_names for name in names)


def test_without_ensurepip_and_pip_it_says_what_to_install(
    start: ModuleType, monkeypatch, capsys
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stopped:
        start.make_venv()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert f"apt install python{start.VERSION}-venv" in said and "请先安装" in said


def test_an_unsupported_python_hands_over_to_one_that_is_there(
    start: ModuleType, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(start, "VERSION", "3.9")
    monkeypatch.setattr(
        start.shutil, "which", lambda command: command if command == "python3.12" else None
    )
    called: list[list[str]] = []
    monkeypatch.setattr(start.subprocess, "call", lambda line, **_: called.append(line) or 0)
    assert start.main(["test"]) == 0
    assert called[-1] == ["python3.12", str(ROOT / "start.py"), "test"]


def test_without_any_supported_python_it_says_which_are(
    start: ModuleType, monkeypatch, capsys
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(start, "VERSION", "3.9")
    monkeypatch.setattr(start.shutil, "which", lambda command: None)
    with pytest.raises(SystemExit):
        start.main(["test"])
    assert "3.11, 3.12 or 3.13 is needed; this is 3.9" in capsys.readouterr().err


def test_a_path_too_long_for_windows_is_refused_before_anything_is_made(
    start: ModuleType, monkeypatch, capsys
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(start, "WINDOWS", True)
    monkeypatch.setattr(start, "ROOT", Path("/" + "长" * 120))
    with pytest.raises(SystemExit):
        start.check_place()
    assert "shorter" in capsys.readouterr().err


# ---- setting up for real, offline, in a folder with a space and Chinese in its name

BACKEND = """
import pathlib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name, info = "exemplar_toolkit-0.1.0-py3-none-any.whl", "exemplar_toolkit-0.1.0.dist-info/"
    files = {
        "_exemplar_toolkit.pth": str(pathlib.Path.cwd()),
        info + "METADATA": "Metadata-Version: 2.1\\nName: exemplar-toolkit\\nVersion: 0.1.0\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\n"
        "Root-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        record = info + "RECORD"
        wheel.writestr(record, "".join(f"{path},,\\n" for path in [*files, record]))
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "exemplar-toolkit"
version = "0.1.0"
"""


def tiny_wheel(folder: Path, version: str) -> str:
    """A package of one module in `folder`; returns the line that pins it."""
    info = f"tiny_pin-{version}.dist-info/"
    path = folder / f"tiny_pin-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny_pin.py", f"VERSION = {version!r}\n")
        wheel.writestr(
            info + "METADATA", f"Metadata-Version: 2.1\nName: tiny-pin\nVersion: {version}\n"
        )
        wheel.writestr(
            info + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(
            info + "RECORD", f"tiny_pin.py,,\n{info}METADATA,,\n{info}WHEEL,,\n{info}RECORD,,\n"
        )
    return f"tiny-pin=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def clean_environment() -> dict[str, str]:
    """This environment without settings that would lead pip or Python elsewhere."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))
    }


class Project:
    """A copy of start.py beside a toolkit that only repeats its arguments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "wheelhouse").mkdir(parents=True)
        (folder / "toolkit").mkdir()
        (folder / "toolkit" / "__init__.py").touch()
        (folder / "toolkit" / "__main__.py").write_text(
            "import sys, tiny_pin; print(tiny_pin.VERSION, *sys.argv[1:])", encoding="utf-8"
        )
        (folder / "start.py").write_text(SOURCE, encoding="utf-8")
        (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
        (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        self.pin("1.0")

    def pin(self, version: str, *locks: str) -> None:
        line = tiny_wheel(self.folder / "wheelhouse", version)
        for lock in locks or ("requirements-class.lock", "requirements.lock"):
            (self.folder / lock).write_text(line, encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, str(self.folder / "start.py"), *arguments]
        # from another folder: the toolkit must be found through what was installed, not through the
        # current folder
        return subprocess.run(
            line,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=clean_environment(),
            cwd=self.folder.parent,
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("start") / "新建 文件夹")


def test_first_start_installs_from_the_wheelhouse_and_a_second_installs_nothing(
    project: Project,
) -> None:
    first = project.start("check", "县 一.xlsx")
    assert (first.returncode, first.stdout) == (0, "1.0 check 县 一.xlsx\n"), first.stderr
    assert "首次需要几分钟" in first.stderr
    link = next(
        project.folder.glob(".venv/[lL]ib/**/site-packages/_exemplar_toolkit.pth")
    ).read_bytes()
    assert (
        link.isascii() and str(project.folder).encode() not in link
    )  # relative: no Python misreads its encoding

    second = project.start("check")
    assert (second.stdout, second.stderr) == ("1.0 check\n", "")


def test_a_changed_lock_is_installed_over_the_old_one(project: Project) -> None:
    project.start("setup")
    project.pin("2.0")
    assert project.start("check").stdout == "2.0 check\n"


def test_a_class_installs_its_own_lock_and_the_whole_one_serves_it_too(project: Project) -> None:
    project.pin("2.1", "requirements-class.lock")
    project.pin("2.2", "requirements.lock")
    assert project.start("check").stdout == "2.1 check\n"
    project.start("setup")
    second = project.start("check")
    assert (second.stdout, second.stderr) == ("2.2 check\n", "")


def test_an_installation_that_was_cut_off_is_made_again(project: Project) -> None:
    project.start("setup")
    (project.folder / ".venv" / "toolkit.unfinished").touch()
    module = next(project.folder.glob(".venv/[lL]ib/**/tiny_pin.py"))
    module.write_text("half a fi", encoding="utf-8")
    assert project.start("check").stdout.endswith(" check\n")


def test_a_package_whose_hash_differs_is_refused(project: Project) -> None:
    project.start("check")
    lock = project.folder / "requirements-class.lock"
    project.pin("3.0")
    lock.write_text(
        lock.read_text(encoding="utf-8").split("sha256:")[0] + "sha256:" + "0" * 64 + "\n",
        encoding="utf-8",
    )
    refused = project.start("check")
    assert refused.returncode == 2 and refused.stdout == ""
    assert "HASH" in refused.stderr.upper() and "安装没有完成" in refused.stderr
    project.pin("3.0")
    assert project.start("check").stdout == "3.0 check\n"


def test_the_folder_may_be_moved(project: Project) -> None:
    project.start("setup")
    moved = project.folder.with_name("搬 家")
    project.folder.rename(moved)
    project.folder = moved
    assert project.start("check").stdout.endswith(" check\n")


def test_where_the_python_lacks_ensurepip_the_pip_that_is_there_installs(tmp_path: Path) -> None:
    # Debian's python3 without python3-venv: start.py sees no ensurepip, but pip
    project = Project(tmp_path / "无 ensurepip")
    hide = (
        "import importlib.util, runpy, sys; find = importlib.util.find_spec; sys.argv = "
        "sys.argv[1:];"
    )
    hide += "importlib.util.find_spec = lambda name, *a: "
    hide += "None if name == 'ensurepip' else find(name, *a);"
    hide += "runpy.run_path(sys.argv[0], run_name='__main__')"
    line = [sys.executable, "-c", hide, str(project.folder / "start.py"), "check"]
    done = subprocess.run(
        line,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=clean_environment(),
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout) == (0, "1.0 check\n"), done.stderr
    assert not list(project.folder.glob(".venv/[lL]ib/**/site-packages/pip")), (
        "this environment was to be made without pip"
    )


# ---- the double click


def test_the_batch_file_starts_the_lab_with_windows_line_ends() -> None:
    raw = (ROOT / "开始.bat").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n")
    lines = raw.decode("utf-8").splitlines()
    assert any(line.endswith("start.py lab %*") for line in lines)
    assert 'cd /d "%~dp0"' in lines
    assert all(line.isascii() or line.startswith("echo ") for line in lines), (
        "cmd.exe reads the rest in the console's code page"
    )
    assert lines.index("chcp 65001 >nul") < min(
        i for i, line in enumerate(lines) if not line.isascii()
    )
