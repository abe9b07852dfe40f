"""The wheel holds the packages with their data; what is installed from it alone, without the
checkout, does what the pages say."""

import json
import os
import re
import subprocess
import sys
import urllib.request
import venv
import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from servers import answered, free_port
from test_house import PACKAGE, kept_files

import toolkit

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("环境")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def needed(distribution: metadata.Distribution, extra: str = "") -> Iterator[str]:
    """The names of what a distribution asks for."""
    for line in distribution.requires or ():
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate({"extra": extra}):
            yield asked.name
            for more in asked.extras:
                yield from needed(metadata.distribution(asked.name), more)


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment made empty, with the wheel installed, and linked beside it what the wheel
    itself says that it and its classroom need."""
    folder = tmp_path_factory.mktemp("安装")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    line = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps"]
    done = subprocess.run(
        [*line, "--python", str(python), str(wheel.filename)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    packages = next((folder / "lib").glob("python*/site-packages"))
    ours = metadata.Distribution.at(next(packages.glob("exemplar_toolkit-*.dist-info")))
    asked, found = {*needed(ours), *needed(ours, "lab")}, set[str]()
    while asked - found:
        found.add(name := min(asked - found))
        distribution = metadata.distribution(name)
        asked |= {*needed(distribution)}
        for top in {Path(file).parts[0] for file in distribution.files or ()} - {".."}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(distribution.locate_file(top))))
    for name in ("share", "etc"):  # JupyterLab's own pages and the kernel
        if (kept := Path(sys.prefix) / name).is_dir():
            (folder / name).symlink_to(kept)
    return folder


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """Who opens it for the first time, far from the checkout."""
    left = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**left, "TOOLKIT_LANG": "zh", "HOME": str(tmp_path), "JUPYTER_TOKEN": "lesson"}


@pytest.fixture
def ran(installed: Path, tmp_path: Path, surroundings: dict[str, str]) -> Callable[..., str]:
    """``ran("toolkit", "report", …)``: a command of the environment in an empty folder."""

    def run(command: str, *line: str) -> str:
        done = subprocess.run(
            [installed / "bin" / command, *line],
            cwd=tmp_path,
            env=surroundings,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_it_holds_the_package_with_its_data_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    held = set(wheel.namelist())
    expected = {
        path.relative_to(ROOT).as_posix() for path in kept_files() if PACKAGE in path.parents
    }
    assert expected <= held
    assert {
        "toolkit/terms/data/schema.csv",
        "workshop/cli/lab_settings/overrides.json",
        "toolkit/figures/font/OFL.txt",
    } <= held
    shipped = {"qinglan_60", "cases", "counterpart_assistance", "report_2011", "teaching_report"}
    data = {
        path.relative_to(ROOT).as_posix()
        for path in kept_files()
        if {*path.parts} & shipped and ROOT / "datasets" in path.parents
    }
    assert {f"toolkit/{path}" for path in data} == {
        path for path in held if path.startswith("toolkit/datasets/")
    }
    assert {name.split("/")[0] for name in held} <= {
        "toolkit",
        "workshop",
        f"exemplar_toolkit-{toolkit.__version__}.dist-info",
    }


def test_it_is_the_installed_one_and_says_its_version(
    ran: Callable[..., str], installed: Path
) -> None:
    said = ran("python", "-c", "import toolkit, workshop; print(workshop.__file__)")
    assert str(installed) in said
    assert toolkit.__version__ in ran("toolkit", "--version")


def test_it_reports_on_what_it_ships(ran: Callable[..., str], tmp_path: Path) -> None:
    ran("toolkit", "report", "--out", "报告")
    written = {p.parent.name for p in (tmp_path / "报告").rglob("report.html")}
    assert written == {"qinglan_60", "counterpart_assistance"}


def test_it_prints_a_lesson(ran: Callable[..., str], tmp_path: Path) -> None:
    ran("toolkit", "pack", "1", "--out", "第一课")
    assert len(list((tmp_path / "第一课").iterdir())) >= 4


def test_it_opens_the_lessons_and_the_desk(
    installed: Path, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    (tmp_path / "报告.txt").write_text("青石村成立了联合党支部（虚构）。", encoding="utf-8")
    ports = free_port(), free_port()
    lines = ["lab"], ["desk", "报告.txt"]
    servers = [
        subprocess.Popen(
            [installed / "bin" / "toolkit", *line, "--no-browser", f"--port={port}"],
            cwd=tmp_path,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        for line, port in zip(lines, ports)
    ]
    try:
        for server, port in zip(servers, ports):
            answered(f"http://127.0.0.1:{port}/", server)
        contents = f"http://127.0.0.1:{ports[0]}/api/contents?token=lesson"
        with urllib.request.urlopen(contents, timeout=60) as answer:
            seen = {entry["name"] for entry in json.load(answer)["content"]}
        ours = {p.name for p in (ROOT / "notebooks").glob("*.ipynb")}
        assert {name for name in ours if not name.endswith(".teacher.ipynb")} <= seen
        told = iter(servers[1].stdout or ())
        page = next(filter(None, (re.search(r"http://\S+token=[\w-]+", row) for row in told)))[0]
        # the page starts a kernel, which makes the desk
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(page, timeout=120) as answer:
            assert "widget-view" in answer.read().decode()
    finally:
        for server in servers:
            server.terminate()
            server.wait(30)
    copied = tmp_path / "典型工具箱课堂"
    assert {path.name for path in copied.glob("*.ipynb")} == ours


def test_what_a_class_wrote_stays(ran: Callable[..., str], tmp_path: Path) -> None:
    opens = "from workshop.cli.lab import notebooks; print(notebooks())"
    folder = tmp_path / ran("python", "-c", opens).strip()
    first = sorted(folder.glob("*.ipynb"))[0]
    first.write_text("写过的", encoding="utf-8")
    ran("python", "-c", opens)
    assert first.read_text(encoding="utf-8") == "写过的"
