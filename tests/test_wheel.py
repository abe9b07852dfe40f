"""The wheel holds the packages with their data; what is installed from it alone, without the
checkout, does what the pages say."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
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


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it lies unpacked in an environment; what it needs is this environment's."""
    folder = tmp_path_factory.mktemp("安装")
    wheel.extractall(folder)
    return folder


@pytest.fixture
def ran(installed: Path, tmp_path: Path) -> Callable[..., str]:
    """``ran("report", …)``: a command of the installed packages in an empty folder."""

    def run(*line: str) -> str:
        env = {**os.environ, "PYTHONPATH": str(installed), "TOOLKIT_LANG": "zh"}
        done = subprocess.run(
            [sys.executable, *line], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8"
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
    said = ran("-c", "import toolkit, workshop; print(toolkit.__version__, workshop.__file__)")
    assert said.split()[0] == toolkit.__version__
    assert str(installed) in said


def test_it_reports_on_what_it_ships(ran: Callable[..., str], tmp_path: Path) -> None:
    ran("-m", "toolkit", "report", "--out", "报告")
    written = {p.parent.name for p in (tmp_path / "报告").rglob("report.html")}
    assert written == {"qinglan_60", "counterpart_assistance"}


def test_it_prints_a_lesson_and_reads_a_report_at_the_desk(
    ran: Callable[..., str], tmp_path: Path
) -> None:
    ran("-m", "toolkit", "pack", "1", "--out", "第一课")
    assert len(list((tmp_path / "第一课").iterdir())) >= 4
    assert "--blind" in ran("-m", "toolkit", "desk", "--help")
    ran("-c", "import toolkit, workshop; workshop.Desk(next(iter(toolkit.cases.from_county("
        "toolkit.County.load(toolkit.dataset('cases'))).values())))")  # fmt: skip


def test_it_opens_the_lessons_in_a_folder_of_their_own(
    ran: Callable[..., str], tmp_path: Path
) -> None:
    ran("-c", "from workshop.cli.lab import notebooks; notebooks()")
    copied = tmp_path / "典型工具箱课堂"
    ours = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in copied.glob("*.ipynb")} == ours
    # what a class wrote stays
    first = sorted(copied.glob("*.ipynb"))[0]
    first.write_text("写过的", encoding="utf-8")
    ran("-c", "from workshop.cli.lab import notebooks; notebooks()")
    assert first.read_text(encoding="utf-8") == "写过的"
