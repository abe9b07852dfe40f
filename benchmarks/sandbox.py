"""The county sandbox under load: eight devices that click as people do not.

    python benchmarks/sandbox.py [--devices 8] [--pause 0.2]

One server process of its own; every device plays all five rounds, looks at its page before each
decision and asks every `pause` seconds whether something is new (the page asks every three). Then
the truth opens: while it is worked out devices go on asking, and then each takes its debrief and
its workbook at once. Times are what a device waits for an answer, over the loopback; memory is the
server's peak, and processor time what it took in all.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


class Device:
    """One browser, more or less."""

    def __init__(self, port: int, times: dict[str, list[float]]):
        self.port, self.times, self.cookie = port, times, ""

    def ask(self, what: str, path: str, body: Any = None) -> Any:
        """One answer, timed under `what`; waits and asks again where the server says that it was
        too much."""
        while True:
            begin = perf_counter()
            wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            sent = {
                "Cookie": self.cookie,
                "Origin": f"http://127.0.0.1:{self.port}",
                "X-Sandbox": "1",
            }
            wire.request(
                "GET" if body is None else "POST",
                path,
                None if body is None else json.dumps(body),
                sent,
            )
            answer = wire.getresponse()
            text, cookie = answer.read(), answer.headers["Set-Cookie"]
            wire.close()
            self.times[what].append(perf_counter() - begin)
            if cookie:
                self.cookie = cookie.split(";")[0]
            if answer.status != 429:
                assert answer.status == 200, text.decode()
                return json.loads(text) if text[:1] in b"{[" else text
            sleep(0.5)

    def play(self, number: int, pause: float) -> None:
        """All rounds."""
        for r in range(1, 6):
            while self.ask("pulse", "/api/pulse") != ["decide", r]:
                sleep(pause)
            self.ask("page", "/api/view")
            pairs = [[f"U{k + 1}", f"H{1 + (k + number) % 8}"] for k in range(number % 8)][:4]
            decision = {"round": r, "pairs": [], "visits": ["U1"], "sites": [f"S{r}"]} | (
                {"pairs": pairs} if pairs else {}
            )
            try:
                self.ask("decide", "/api/decide", decision)
            except AssertionError:  # a helper beyond its capacity: what a group would correct
                self.ask("decide", "/api/decide", {**decision, "pairs": []})
            self.ask("believe", "/api/believe", {"round": r, "turned": ["U1"], "effect": number})


def peak(pid: int) -> float:
    """Peak memory of a process in MB (Linux)."""
    return (
        int(
            re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))[1]
        )
        / 1024
    )  # type: ignore[index]


def busy(pid: int) -> float:
    """Processor time of a process in seconds (Linux)."""
    return sum(
        map(
            int,
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[11:13],
        )
    ) / os.sysconf("SC_CLK_TCK")


def together(jobs: list[threading.Thread]) -> None:
    """Run threads to their end."""
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()


def told(pid: int) -> str:
    """What the server took so far."""
    return f"server's peak {peak(pid):.0f} MB, {busy(pid):.1f} s of processor"


def main(devices: int, pause: float) -> None:
    """Start a server, play, print."""
    times: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        line = [
            sys.executable,
            "-m",
            "toolkit",
            "sandbox",
            "--session",
            f"{folder}/s.sqlite",
            "--seed",
            "3",
            "--port",
            "0",
        ]
        server = subprocess.Popen(
            line, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT
        )
        try:
            assert server.stdout
            port = int(re.search(r":(\d+)/", server.stdout.readline())[1])  # type: ignore[index]
            key = server.stdout.readline().strip().rsplit("#", 1)[1]
            room = [Device(port, times) for _ in range(devices)]
            lead = Device(port, times)
            lead.ask("lead", "/api/lead/enter", {"key": key})
            lead.ask("lead", "/api/lead/open", {"round": 5})
            for k, d in enumerate(room):  # once a first decision is in, a group must be let in
                d.ask("join", "/api/join", {"name": f"组{k}", "word": ""})
            begin = perf_counter()
            together([threading.Thread(target=d.play, args=(k, pause)) for k, d in enumerate(room)])
            print(
                f"{devices} devices, five rounds each: {perf_counter() - begin:.1f} s, "
                f"{told(server.pid)}"
            )
            begin = perf_counter()
            lead.ask("reveal", "/api/lead/reveal", {})
            while any(d.ask("meanwhile", "/api/pulse")[0] == "opening" for d in room):
                sleep(pause)
            print(
                f"all debriefs worked out {perf_counter() - begin:.1f} s after the click, "
                f"{told(server.pid)}"
            )
            together([threading.Thread(target=d.ask, args=("debrief", "/api/view")) for d in room])
            together(
                [
                    threading.Thread(target=d.ask, args=("workbook", "/api/results.xlsx"))
                    for d in room
                ]
            )
            print(f"after the debrief and workbooks: {told(server.pid)}")
        finally:
            server.kill()
            server.wait()
    clicks = [
        t
        for what, many in times.items()
        if what in ("join", "page", "decide", "believe")
        for t in many
    ]
    for what, many in [("all clicks", clicks), *times.items()]:
        low, mid, high = np.quantile(many, [0.5, 0.95, 1])
        print(
            f"{what:>12}  {len(many):>4} answers  median {low * 1000:6.0f} ms  95 % "
            f"{mid * 1000:6.0f} ms  slowest {high * 1000:6.0f} ms"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--devices", type=int, default=8)
    parser.add_argument("--pause", type=float, default=0.2)
    asked = parser.parse_args()
    main(asked.devices, asked.pause)
