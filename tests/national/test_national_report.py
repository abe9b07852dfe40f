"""The command line from generation to report; costs and their projection."""

import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from toolkit.cli import main
from toolkit.national import Network, project, scaling
from toolkit.records import read_book

#: no processes of its own: what the engine does has its own tests
HERE = ["--engine", "sequential"]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A nation of six counties, from the command line."""
    root = tmp_path_factory.mktemp("cli")
    size = ["--organisations", "300", "--counties", "6", "--provinces", "2", "--pairings", "1500"]
    assert main(["nation", "generate", str(root / "shards"), *size, *HERE]) == 0
    assert main(["nation", "plan", str(root / "shards"), *HERE]) == 0
    assert main(["nation", "measure", str(root / "shards"), *HERE]) == 0
    assert (
        main(
            [
                "nation",
                "report",
                str(root / "shards"),
                "--out",
                str(root / "out"),
                "--scaling",
                "2",
                "6",
                *HERE,
            ]
        )
        == 0
    )
    return root


def test_the_report_says_what_the_roll_ups_found(done):
    page = (done / "out" / "report.html").read_text(encoding="utf-8")
    assert "6 个县各自配对" in page and "虚构数据" in page and "推算（未实测）" in page
    assert "在所填规则与权重下最优" in page and not re.search(r"https?://(?!www\.w3\.org)", page)
    assert (done / "out" / "report.docx").stat().st_size > 20_000
    book = read_book(done / "out" / "tables.xlsx")
    assert len(book) >= 9
    assert {p.stem for p in (done / "out" / "figures").glob("*.png")} == {
        "costs",
        "coverage",
        "coverage_2",
        "retention",
    }


def test_the_whole_country_is_one_network(done, capsys):
    assert main(["nation", "measure", str(done / "shards"), *HERE, "--lang", "en"]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    net = Network.load(done / "shards", "2011-12-31")
    graph = nx.Graph(zip(net.helper.tolist(), net.recipient.tolist()))
    largest = max(map(len, nx.connected_components(graph)))
    assert f"{len(graph)} organisations in {len(net.helper)} pairs" in told
    assert f"the largest part joins {largest};" in told
    assert main(["nation", "measure", str(done / "shards"), *HERE, "--on", "1950-01-01"]) == 0
    assert "没有结对" in capsys.readouterr().out.splitlines()[-1]


def test_messages_name_counties_and_bad_years(done, capsys):
    assert main(["nation", "plan", str(done / "shards"), *HERE]) == 0
    assert "6 个县已完成（6 个是先前做的）" in capsys.readouterr().out
    assert main(["nation", "report", str(done / "shards"), "--years", "lately"]) == 2
    (next((done / "shards").glob("province=*/county=*/organisation.parquet"))).write_bytes(
        b"broken"
    )
    assert main(["nation", "plan", str(done / "shards"), *HERE]) == 1
    assert "未完成：N01" in capsys.readouterr().out


def test_a_projection_is_the_measured_parts_put_together():
    found = pd.DataFrame(
        {
            "engine": "joblib",
            "counties": [10, 100],
            "workers": 2,
            "wall": [4.0, 22.0],
            "work": [4.0, 40.0],
            "cpu": [2.0, 20.0],
            "overhead": [2.0, 3.0],
            "peak_mb": [500.0, 600.0],
        }
    )
    ahead = project(found, 1000, [1, 4]).set_index("cores")["minutes"] * 60
    assert ahead.to_dict() == pytest.approx(
        {1: 2 + 1000 * (0.01 + 0.2), 4: 2 + 1000 * (0.01 + 0.05)}
    )


def test_costs_are_measured_with_the_engine_apart(small):
    found = scaling(lambda county: len(county["organisation"]), small, [2, 99], ["sequential"])
    assert found["counties"].tolist() == [2, len(small)]
    assert (
        np.allclose(found["overhead"], found["wall"] - found["work"] / 2)
        and (found["peak_mb"] > 100).all()
    )
    assert (found["cpu"] > 0).all() and (found["wall"] > 0).all()
