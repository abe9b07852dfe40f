"""One fact, one home: a channel is one row of ``channels.csv`` and nothing else."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NEW, LABEL, MARK = "schools_join_backward", "学校联后进", "▼"
ROW = {
    "channel": NEW,
    "chinese": LABEL,
    "english": "schools join backward",
    "colour": "#8B4513",
    "mark": "v",
    "fill": "solid",
    "hatch": "oo",
    "helper": "school",
    "planned": "yes",
    "helping": "yes",
    "need": "1",
    "need_range": "0..2",
    "need_grade": "unverified",
    "capacity": "1",
    "capacity_range": "1..5",
    "capacity_grade": "unverified",
    "chance": "0.08",
    "chance_origin": "assumed",
}
LOOK = """
import json, sys
import toolkit, workshop
from toolkit import figures, pairing, reports
from toolkit.rules import default_rules
from workshop.board.session import BoardSession
from workshop.board.view import Shown
from workshop.packs.pair_sheets import tally
from workshop.packs.material import Material

folder, on = sys.argv[1], "2011-07-01"
toolkit.demo_county(60).save(folder)
county = toolkit.County.load(folder)
plan = pairing.prepare(county, on).plan()
report = reports.county_report(county, on=on)
coverage = pairing.coverage(county, on)
rows = county["pairing"][["channel", "helper_id", "recipient_id", "start", "end_actual", "status"]]
truth = toolkit.demo_truth(county)
lesson = workshop.Lesson(3, folder)
print(json.dumps({
    "problems": len(toolkit.check(folder)),
    "pairs": rows.astype(str).to_numpy().tolist(),
    "coverage": coverage.reset_index().astype(str).to_numpy().tolist(),
    "measure": truth.astype(str).to_numpy().tolist(),
    "plan": sorted(set(plan.pairs["channel"])),
    "report": "".join(t.frame.to_csv() for s in report.sections for t in s.tables),
    "figure": figures.coverage(county, on=on).alt + figures.pairing(county, on=on).alt,
    "board": json.dumps(Shown(BoardSession(county, on)).view(), ensure_ascii=False),
    "pack": repr(tally(Material(lesson, "qinglan_60"))),
    "rules": [n for n in default_rules() if n.startswith("pair.")],
}, ensure_ascii=False))
"""


def look(package: Path, folder: Path) -> dict:
    """What a copy of the package shows of its own demonstration county."""
    environment = {"PYTHONPATH": str(package), "TOOLKIT_LANG": "zh", "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-P", "-c", LOOK, str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder.parent,
        env=os.environ | environment,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, dict]:
    """What is shown as shipped, and with a table of one row more."""
    place = tmp_path_factory.mktemp("新建 文件夹")
    for name in ("toolkit", "workshop"):
        # with what Python compiled, which it need not do again
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("datasets"))
    shutil.copytree(ROOT / "datasets" / "qinglan_60", place / "datasets" / "qinglan_60")
    table = place / "toolkit" / "terms" / "data" / "channels.csv"
    with table.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(ROW)
    return look(ROOT, place / "as_shipped"), look(place, place / "one_more")


@pytest.mark.parametrize("what", ["report", "figure", "board", "pack"])
def test_a_channel_is_one_row(seen: tuple[dict, dict], what: str) -> None:
    before, after = seen
    assert LABEL not in before[what] and LABEL in after[what]


def test_a_new_channel_is_drawn_checked_and_planned(seen: tuple[dict, dict]) -> None:
    before, after = seen
    assert before["problems"] == after["problems"] == 0
    assert NEW in after["plan"] and f"pair.need.{NEW}" in after["rules"]
    assert f"pair.cap.{NEW}" in after["rules"] and MARK in after["board"] + after["pack"]


def test_pairs_coverage_and_measures_of_the_others_stay(seen: tuple[dict, dict]) -> None:
    before, after = seen
    for what in ("pairs", "coverage"):
        assert [row for row in after[what] if NEW not in row] == before[what]
        assert any(NEW in row for row in after[what])
    assert after["measure"] == before["measure"]
