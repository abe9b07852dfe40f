"""The engine: same answers as one by one, failures by name, resumed after kills, Dask with a worker
killed in mid-run."""

import functools
import json
import os
import subprocess
import sys
import threading
import time
from collections import deque

import pandas as pd
import pytest

from toolkit.national import measure_county, plan_county, run
from toolkit.national.engine import Done, _Pass, each, fingerprint
from toolkit.pairing import coverage, prepare

DAY = "2011-12-31"


def results(out):
    return sorted(p.parent.name for p in out.glob("province=*/county=*/done.json"))


def test_every_county_as_if_done_by_itself(small, tmp_path):
    plans = run(functools.partial(plan_county, on=DAY), small, out=tmp_path / "plan")
    assert len(plans) == len(small) and plans.failures.empty
    for shard in small[::5]:
        alone = prepare(shard.load(), DAY).plan()
        pd.testing.assert_frame_equal(plans[shard.county]["pairs"], alone.pairs, check_dtype=False)
        assert plans[shard.county]["summary"]["fit"].item() == alone.levels["fit"]
    assert plans.table("summary")["proved"].all()
    again = run(functools.partial(plan_county, on=DAY), small.root, out=tmp_path / "plan")
    assert again.times["resumed"].all() and (plans.times["cpu"] > 0).all()


def test_any_function_of_a_county_will_do(small):
    covered = run(functools.partial(coverage, on=DAY), [small[0].folder, small[1].folder])
    pd.testing.assert_frame_equal(
        covered[small[1].county].set_index("channel"),
        coverage(small[1].load(), DAY),
        check_dtype=False,
    )
    assert (
        covered.out.is_relative_to(small.root.absolute() / "results")
        and "coverage" in covered.out.name
    )
    sizes = run(
        lambda county: {"size": len(county["organisation"]), "pairs": len(county["pairing"])}, small
    ).table()
    assert sizes["size"].sum() == 900 and list(sizes)[:2] == ["province", "county"]
    measures = run(functools.partial(measure_county, on=DAY, years=(2009, 2010, 2011)), small[:2])
    assert set(measures[small[0].county]) == {
        "coverage",
        "load",
        "critical",
        "concentration",
        "retention",
    }


def test_failures_are_told_by_name_and_tried_again(small, tmp_path):
    flag, bad = tmp_path / "broken", small[4].county
    flag.touch()

    def fails(county):
        if flag.exists() and county["organisation"]["org_id"].iloc[0].startswith(bad):
            raise KeyError("something")
        return len(county["organisation"])

    first = run(fails, small, out=tmp_path / "out")
    assert len(first) == len(small) - 1 and first.failures["county"].tolist() == [bad]
    assert (
        first.failures["name"][0] == f"{small[4].load().name} ({bad})"
        and "KeyError: 'something'" in first.failures["error"][0]
    )
    flag.unlink()
    second = run(fails, small, out=tmp_path / "out")
    assert (
        second.failures.empty
        and second.times.set_index("county")["resumed"].sum() == len(small) - 1
    )


def test_a_county_that_kills_its_process_is_the_only_one_lost(small, tmp_path):
    bad, few = small[2].county, small[:6]

    def kills(county):
        if county["organisation"]["org_id"].iloc[0].startswith(bad):
            os._exit(9)
        return 1

    done = run(kills, few, out=tmp_path / "out")
    assert len(done) == len(few) - 1 and done.failures["county"].tolist() == [bad]
    assert "进程" in done.failures["error"][0]


SLOW = """
import sys, time
from toolkit.national import run

def slow(county):
    time.sleep(0.3)
    return len(county["organisation"])

if __name__ == "__main__":
    print(len(run(slow, sys.argv[1], out=sys.argv[2])))
"""


def test_a_killed_run_goes_on_by_shard(small, tmp_path):
    script, out = tmp_path / "slow.py", tmp_path / "out"
    script.write_text(SLOW, encoding="utf-8")
    command = [sys.executable, str(script), str(small.root), str(out)]
    running = subprocess.Popen(command, start_new_session=True)
    began = time.monotonic()
    while len(results(out)) < 3 and time.monotonic() - began < 90:
        time.sleep(0.02)
    (os.killpg if hasattr(os, "killpg") else lambda pid, _: running.kill())(running.pid, 9)
    running.wait()
    before = {c: next(out.glob(f"*/{c}/done.json")).stat().st_mtime_ns for c in results(out)}
    assert 3 <= len(before) < len(small)
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.stdout.strip() == str(len(small)), ended.stderr
    assert all(
        next(out.glob(f"*/{c}/done.json")).stat().st_mtime_ns == at for c, at in before.items()
    )
    assert len(results(out)) == len(small)


def test_another_task_or_newer_records_are_done_again(small, tmp_path):
    from toolkit.national import Shards, write_shard

    for shard in small[:2]:
        write_shard(tmp_path / "shards", shard.province, shard.county, shard.load())
    shards, out = Shards(tmp_path / "shards"), tmp_path / "out"
    size = lambda county: len(county["organisation"])  # noqa: E731
    assert not run(size, shards, out=out).times["resumed"].any()
    assert not run(lambda county: len(county["pairing"]), shards, out=out).times["resumed"].any()
    assert not run(size, shards, out=out).times["resumed"].any()
    write_shard(shards.root, shards[0].province, shards[0].county, small[0].load())
    assert run(size, shards, out=out).times["resumed"].tolist() == [False, True]


def test_a_task_is_known_by_its_code_and_arguments():
    def made(k):
        return lambda county: county + k

    assert fingerprint(made(1)) == fingerprint(made(1)) != fingerprint(made(2))
    assert fingerprint(functools.partial(plan_county, on="2010-12-31")) != fingerprint(
        functools.partial(plan_county, on=DAY)
    )


def test_batches_hold_a_second_of_work_once_the_pace_is_known():
    turn = _Pass(serve=print, queue=deque(range(1000)), alone=False)
    batches = turn.batches()
    assert len(next(batches)[1][1]) == 1
    turn.seconds, turn.count = 0.5, 10
    assert len(next(batches)[1][1]) >= 20
    alone = _Pass(serve=print, queue=deque(range(9)), alone=True, seconds=0.1, count=100)
    assert [len(b[1][1]) for b in alone.batches()] == [1] * 9


def test_unknown_engines_are_refused(small):
    with pytest.raises(ValueError, match="没有这个引擎：abacus"):
        run(len, small, engine="abacus")
    assert list(each(print, [])) == [] and Done("x").error == ""


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed")
    file, started = tmp_path / "scheduler.json", []
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started.append(
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "dask",
                "scheduler",
                *common,
                "--host",
                "127.0.0.1",
                "--port",
                "0",
            ],
            **quiet,
        )
    )
    for _ in range(2):
        worker = ["worker", *common, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"]
        started.append(
            subprocess.Popen([sys.executable, "-m", "dask", *worker], **quiet, cwd=tmp_path)
        )
    began = time.monotonic()
    while not file.exists() and time.monotonic() - began < 60:
        time.sleep(0.05)
    address = json.loads(file.read_text(encoding="utf-8"))["address"]
    with distributed.Client(address) as client:
        client.wait_for_workers(2, timeout=90)
        client.run(__import__, "toolkit.national")  # both are ready to work
    yield address, started[1:]
    for process in started:
        process.kill()
        process.wait()


def test_dask_loses_a_worker_and_no_shard(small, tmp_path, cluster):
    address, workers = cluster
    out = tmp_path / "out"

    def slow(county):
        time.sleep(0.4)
        return {"size": len(county["organisation"]), "pid": os.getpid()}

    def at_work():
        return {
            pd.read_parquet(f)["pid"].item() for f in out.glob("province=*/county=*/result.parquet")
        }

    def kill_one():
        while len(at_work()) < 2:
            time.sleep(0.05)
        workers[0].kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    done = run(slow, small, engine="dask", address=address, out=out)
    killer.join()
    assert workers[0].wait() != 0 and workers[1].poll() is None
    assert done.failures.empty and results(out) == sorted(f"county={s.county}" for s in small)
    found = done.table()
    assert found["size"].sum() == 900 and found["county"].is_unique
    assert os.getpid() not in set(found["pid"])


def test_dask_brings_a_cluster_of_its_own(small, tmp_path):
    pytest.importorskip("distributed")
    done = run(
        lambda county: len(county["organisation"]), small, engine="dask", out=tmp_path, workers=2
    )
    assert done.table()["value"].sum() == 900 and done.failures.empty
