"""Every benchmark of the project, small sizes, one after the other; each keeps what it found in
``results/NAME.md`` (``NAME.small.md`` where that file tells of a larger run).

    python start.py benchmarks/all.py [NAME … | --words]

At the end the ratios that the README and the page on speed tell are put in anew from the results;
``--words`` does that alone.

A benchmark that writes its own results file does so; of the others the printed table is kept, under
the machine it was measured on. ``results/README.md`` lists them with their first lines. Full sizes:
run a benchmark by itself (see its head).
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine

HERE = Path(__file__).parent
RESULTS = HERE / "results"
#: stands in the results files that this command writes
_PRINTED = "As printed by `python benchmarks/all.py`:\n"
#: name → arguments that keep it small; the last says whether it keeps its own results file
ALL: dict[str, tuple[list[str], bool]] = {
    "records": (["--repeats", "1", "--largest-book", "10000"], False),
    "pairing_plan": (["--repeats", "3"], True),
    "pairing_measures": (["--sizes", "10000", "100000"], False),
    "cases": ([], False),
    "reader": ([], False),
    "comparison": ([], False),
    "register": (["--sizes", "10000", "100000"], False),
    "evaluation": (["--seeds", "3", "--organisations", "300"], False),
    "spread": ([], False),
    "sandbox": (["--devices", "4"], False),
    "national": (["--recipients", "10000", "--results", "national.small"], True),
}
#: name → arguments at which a test runs it whole, in seconds; OUT stands for a folder
TINY: dict[str, list[str]] = {
    "records": ["--rows", "300", "--repeats", "1", "--ledger", "50"],
    "pairing_plan": ["--sizes", "50", "--one", "50", "--repeats", "1", "--out", "OUT"],
    "pairing_measures": ["--sizes", "200"],
    "cases": ["--repeats", "1", "--characters", "20000"],
    "reader": ["--most", "2"],
    "comparison": ["--most", "6", "--tables", "1", "--repeat", "1"],
    "register": ["--sizes", "300", "--repeats", "1"],
    "evaluation": ["--seeds", "1", "--organisations", "300", "--out", "OUT"],
    "spread": ["--sizes", "500", "--runs", "5", "--sites", "3"],
    "sandbox": ["--devices", "1"],
    "national": [
        *("--shards", "OUT/nation", "--counties", "1", "--sizes", "1", "--recipients", "50"),
        *("--organisations", "28500", "--results", "OUT/national"),
    ],
}


def keep(name: str, arguments: list[str], printed: str, seconds: float) -> None:
    """The printed table under its command and machine; a file written after a larger run is not
    touched."""
    target = RESULTS / f"{name}.md"
    if target.exists() and _PRINTED not in target.read_text(encoding="utf-8"):
        target = RESULTS / f"{name}.small.md"
    told = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8")))
    title = " ".join(told.split("\n\n")[0].split()).rstrip(".")
    command = " ".join(["python", f"benchmarks/{name}.py", *arguments])
    target.write_text(
        f"# {title}\n\n`{command}`, {seconds:.0f} s, "
        f"{machine()}\n{_PRINTED}\n```\n{printed.strip()}\n```\n",
        encoding="utf-8",
    )


def index() -> None:
    """``results/README.md``: every results file with its title and where its figure is."""
    lines = [
        "# Results",
        "",
        "Made by `python start.py benchmarks/all.py` at small sizes, and by single benchmarks at "
        "the sizes that they name.",
        "",
    ]
    for path in sorted(RESULTS.glob("*.md")):
        if path.name != "README.md":
            title = path.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
            figure = f", [figure]({path.stem}.svg)" if path.with_suffix(".svg").exists() else ""
            lines.append(f"- [{path.name}]({path.name}): {title}{figure}")
    (RESULTS / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def plan_row(n: str, kind: str, what: str = "OR-Tools SimpleMinCostFlow") -> str:
    return rf"\| {n} \| {kind} \| {what} \| "


_PLAN, _ONE = "pairing_plan.md", "no; one channel"
_RATIO = r"[^|]*\| ([\d.]+)"
#: number → its file, a pattern whose least group it is, what it is multiplied with, its digits
NUMBERS: dict[str, tuple[str, str, float, int]] = {
    "thousand": (_PLAN, plan_row("1,000", "no") + _RATIO, 1, 2),
    "thousand_running": (_PLAN, plan_row("1,000", "yes") + _RATIO, 1, 2),
    "many": (_PLAN, plan_row("10,000", "no") + _RATIO, 1, 2),
    "many_running": (_PLAN, plan_row("10,000", "yes") + _RATIO, 1, 2),
    "one": (_PLAN, plan_row("1,000", _ONE) + _RATIO, 1, 2),
    "one_clock": (_PLAN, plan_row("1,000", _ONE) + r"[^|]*\|[^|]*\| ([\d.]+)", 1, 2),
    "one_ms": (_PLAN, plan_row("1,000", _ONE, "whole plan") + r"([\d.]+)", 1000, 0),
    "r": ("comparison.md", r"^(?:[7-9]|1\d) × .*×>?([\d,]+)$", 1, 0),
    "shortest_ms": ("comparison.md", r"^8 × 20\s+\S+ \(\S+\)\s+([\d.]+)", 1, 1),
    "textbook": ("comparison.md", r"^8 × 20 .*?×([\d.]+)", 1, 1),
    "ten": ("records.md", r"^\| 10,000 \|[^|]*\|[^|]*\| ([\d.]+)", 1, 2),
    "hundred": ("records.md", r"^\| 100,000 \|[^|]*\|[^|]*\| ([\d.]+)", 1, 2),
    "million": ("records.md", r"^\| 1,000,000 \|[^|]*\|[^|]*\| ([\d.]+)", 1, 2),
    "openpyxl": ("records.md", r"^\| 10,000 \|.*\| ([\d.]+) \|$", 1, 1),
    "click": ("sandbox.small.md", r"all clicks .*?median +(\d+) ms", 0.001, 2),
    "server": ("sandbox.small.md", r"workbooks: server's peak (\d+) MB", 1, 0),
    "events": ("register.small.md", r"^100,000 events[^€]*?write all, s +([\d.]+)", 1, 1),
}
#: page → what it says, «NUMBER» where one stands
WORDS: dict[str, list[str]] = {
    "README.md": [
        "takes «thousand» times as long as a bare one-goal solve by OR-Tools for 1,000 units to "
        "help in three channels, «many» times as long for 10,000, «one» times where one channel",
        "at least «r» times as long",
    ],
    "README.zh-CN.md": [
        "用时为其 «thousand» 倍；10,000 个时为其 «many» 倍；"
        "只有一种方式、单目标好解的，为其 «one» 倍",
        "用时至少是其 «r» 倍",
    ],
    "docs/en/explanation/speed.md": [
        "takes «ten» times as long for 10,000, «hundred» times for 100,000, «million» times for "
        "1,000,000; a workbook of 10,000 rows is read «openpyxl» times",
        "units to help «thousand» times as long, «thousand_running» with pairs running already; "
        "for 10,000 units «many» and «many_running» times",
        "1,000 units: «one_ms» milliseconds, «one» times as long as OR-Tools in processor time and "
        "«one_clock» by the clock",
        "a median click of «click» seconds, a server of «server» MB",
        "into the register in «events» seconds",
        "takes «shortest_ms» milliseconds, the textbook way, which finds one, «textbook» times",
    ],
    "docs/zh/explanation/speed.md": [
        "10,000 行 «ten» 倍，100,000 行 «hundred» 倍，1,000,000 行 «million» 倍；"
        "读 10,000 行的工作簿，速度是 openpyxl 的 «openpyxl» 倍",
        "受助方为其 «thousand» 倍，已有结对在跑时 «thousand_running» 倍；"
        "10,000 个受助方为 «many» 和 «many_running» 倍",
        "1,000 个受助方：«one_ms» 毫秒，按处理器用时为 OR-Tools 的 «one» 倍，"
        "按钟表为 «one_clock» 倍",
        "点击中位数 «click» 秒，服务器占 «server» MB",
        "写入登记库：SQLite «events» 秒",
        "列出全部最短模型用 «shortest_ms» 毫秒；教科书算法只找一个，用时为其 «textbook» 倍",
    ],
}


def measured(name: str) -> str:
    """A number of `NUMBERS` from its results file."""
    file, pattern, scale, digits = NUMBERS[name]
    found = re.findall(pattern, (RESULTS / file).read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise SystemExit(f"{file} has no {name}: {pattern}")
    return f"{scale * min(float(number.replace(',', '')) for number in found):.{digits}f}"


def reworded(page: str) -> str:
    """A page with its numbers as they were measured."""
    text = (HERE.parent / page).read_text(encoding="utf-8")
    for words in WORDS[page]:
        pattern = re.sub("«.*?»", lambda _: r"[\d.]+", re.escape(words))
        now = re.sub("«(.*?)»", lambda found: measured(found[1]), words)
        text, times = re.subn(pattern, now, text)
        if times != 1:
            raise SystemExit(f"{page} does not say once: {words}")
    return text


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    arguments.add_argument("--words", action="store_true", help="only what the pages say")
    asked = arguments.parse_args()
    wanted = [] if asked.words else asked.names or list(ALL)
    unknown = set(wanted) - set(ALL)
    if unknown:
        arguments.error(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}"
        )
    RESULTS.mkdir(exist_ok=True)
    failed = []
    for name in wanted:
        small, own = ALL[name]
        print(f"== {name}", flush=True)
        began = perf_counter()
        done = subprocess.run(
            [sys.executable, str(HERE / f"{name}.py"), *small],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=HERE.parent,
        )
        seconds = perf_counter() - began
        print(f"{done.stdout}\n{name}: {seconds:.0f} s", flush=True)
        if done.returncode:
            failed.append(name)
        elif not own:
            keep(name, small, done.stdout, seconds)
    index()
    for page in WORDS:
        (HERE.parent / page).write_text(reworded(page), "utf-8", newline="\n")
    print("failed: " + ", ".join(failed) if failed else f"done, see {RESULTS.name}/README.md")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
