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
    "records": (["--repeats", "1"], False),
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
    "reader": [],
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


#: page → a pattern with a group for each number, in the order of `told`
_N = r"([\d.]+)"
WORDS: dict[str, list[str]] = {
    "README.md": [
        rf"takes {_N} to {_N} times as long as a bare one-goal solve by OR-Tools for 1,000 units "
        rf"to help in three channels, {_N} times as long for 10,000, {_N} times where one channel",
        rf"at least {_N} times as long",
    ],
    "README.zh-CN.md": [
        rf"用时为其 {_N} 至 {_N} 倍；10,000 个时为其 {_N} 倍；"
        rf"只有一种方式、单目标好解的，为其 {_N} 倍",
        rf"用时至少是其 {_N} 倍",
    ],
    "docs/en/explanation/speed.md": [
        rf"units to help {_N} times as long, {_N} with pairs running already; for 10,000 units "
        rf"{_N} and {_N} times",
        rf"1,000 units: {_N} milliseconds, {_N} times as long as OR-Tools in processor time and "
        rf"{_N} by the clock",
    ],
    "docs/zh/explanation/speed.md": [
        rf"受助方为其 {_N} 倍，已有结对在跑时 {_N} 倍；10,000 个受助方为 {_N} 和 {_N} 倍",
        rf"1,000 个受助方：{_N} 毫秒，按处理器用时为 OR-Tools 的 {_N} 倍，按钟表为 {_N} 倍",
    ],
}


def told() -> dict[str, list[list[str]]]:
    """The numbers of each pattern of `WORDS`, from the results."""
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in (RESULTS / "pairing_plan.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| 1")
    ]
    plan = {(n, kind): seconds for n, kind, what, seconds, *_ in rows if what == "whole plan"}
    bare = {
        (n, kind): (float(ratio.split()[0]), float(clock))
        for n, kind, what, _, ratio, clock, _ in rows
        if what == "OR-Tools SimpleMinCostFlow"
    }
    thousand, many = ([bare[n, kind][0] for kind in ("no", "yes")] for n in ("1,000", "10,000"))
    one = "1,000", "no; one channel"
    slowest = min(
        float(found[1].replace(",", ""))
        for found in re.finditer(
            r"^(?:[7-9]|1\d) × .*×>?([\d,]+)$",
            (RESULTS / "comparison.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    short = [
        [*(f"{r:.2f}" for r in (*sorted(thousand), max(many), bare[one][0]))],
        [f"{slowest:.0f}"],
    ]
    long = [
        [f"{r:.2f}" for r in (*thousand, *many)],
        [f"{1000 * float(plan[one].split()[0]):.0f}", *(f"{r:.2f}" for r in bare[one])],
    ]
    return {page: short if page.startswith("README") else long for page in WORDS}


def reworded(page: str) -> str:
    """A page with its numbers as `told` has them."""
    text = (HERE.parent / page).read_text(encoding="utf-8")
    for pattern, numbers in zip(WORDS[page], told()[page]):
        found = re.search(pattern, text)
        if found is None:
            raise SystemExit(f"{page} does not say: {pattern}")
        for group, number in reversed([*enumerate(numbers, 1)]):
            text = text[: found.start(group)] + number + text[found.end(group) :]
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
        print(done.stdout, flush=True)
        if done.returncode:
            failed.append(name)
        elif not own:
            keep(name, small, done.stdout, perf_counter() - began)
    index()
    for page in WORDS:
        (HERE.parent / page).write_text(reworded(page), "utf-8", newline="\n")
    print("failed: " + ", ".join(failed) if failed else f"done, see {RESULTS.name}/README.md")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
