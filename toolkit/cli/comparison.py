"""``toolkit compare``: cases × conditions to necessity, truth table, solutions and a replication
script."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.terms import lang, tr


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``compare``."""
    p = add_command(
        "compare",
        help=tr(
            "定性比较分析：必要性、真值表、全部模型",
            "comparative analysis (QCA): necessity, truth table, all models",
        ),
    )

    def option(name: str, zh: str, en: str, **kw: object) -> None:
        p.add_argument(name, help=tr(zh, en), **kw)  # type: ignore[arg-type]

    option(
        "cases",
        "CSV 或 .xlsx：一行一个案例，隶属度 0–1",
        "CSV or .xlsx: a row a case, memberships 0–1",
        metavar="CASES.csv",
        type=Path,
    )
    option(
        "--outcome",
        "结果列（~Y 为其否定）",
        "outcome column (~Y for its negation)",
        required=True,
        metavar="Y",
    )
    option(
        "--conditions",
        "条件列（默认其余数字列）",
        "condition columns (default: the other numeric ones)",
        metavar="A,B,C",
    )
    option(
        "--directions",
        "方向预期：A 在场有助，~B 缺席有助",
        "expectations: A helps, ~B helps by its absence",
        metavar="A,~B",
        default="",
    )
    option("--incl-cut", "一致性门槛", "inclusion cut-off", type=float, default=0.8, metavar="0.8")
    option("--pri-cut", "PRI 门槛", "PRI cut-off", type=float, default=0.0, metavar="0")
    option("--n-cut", "频数门槛", "frequency cut-off", type=int, default=1, metavar="1")
    option(
        "--half",
        "隶属度正好 0.5 的案例",
        "cases at exactly 0.5",
        choices=("error", "drop"),
        default="error",
    )
    option(
        "--selection",
        "案例如何选取，写进结果",
        "how the cases were chosen; printed with the result",
        default="",
        metavar="TEXT",
    )
    option(
        "--out",
        "存成工作簿、Word 或网页，旁边写复算脚本",
        "write .xlsx, .docx or .html, and a replication script",
        type=Path,
        metavar="FILE",
    )
    option(
        "--coding",
        "编码表：真值表每行可打开案例和句子",
        "codings: truth-table rows open their sentences",
        type=Path,
        metavar="CODING.csv",
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the study; write workbook and script when asked to."""
    from toolkit import comparison
    from toolkit.records import must_end
    from toolkit.reports import ENDINGS, write_comparison

    if args.out:
        must_end(args.out, *ENDINGS)  # said before the work
    data = comparison.read_cases(args.cases)
    name = args.outcome.removeprefix("~")
    conditions = (
        _names(args.conditions)
        if args.conditions
        else [c for c in data.select_dtypes("number").columns if c != name]
    )
    settings = {
        "directions": {
            d.removeprefix("~"): int(not d.startswith("~")) for d in _names(args.directions)
        },
        "incl_cut": args.incl_cut,
        "n_cut": args.n_cut,
        "pri_cut": args.pri_cut,
        "half": args.half,
        "selection": args.selection,
    }
    study = comparison.study(data, args.outcome, conditions, **settings)
    print(printable(study.text(), sys.stdout.encoding or "utf-8"))
    if args.out:
        book = write_comparison(study, args.out, _coded(args.coding), source=args.cases.name)
        print(book)
        print(_script(book.with_suffix(".py"), args, conditions, settings))
    return 0


def _coded(path: Path | None) -> Any:
    """Codings as `toolkit.cases.code` gives them: ``case, code, text``."""
    if path is None:
        return None
    import pandas as pd

    from toolkit.comparison import ComparisonError

    coded = pd.read_csv(path, dtype="string", encoding="utf-8-sig").rename(
        columns={"case_id": "case"}
    )
    missing = sorted({"case", "code", "text"} - set(coded))
    if missing:
        raise ComparisonError(
            tr(f"编码表缺少列：{', '.join(missing)}", f"the codings lack {', '.join(missing)}")
        )
    return coded


def printable(text: str, encoding: str) -> str:
    """The text with the chart's marks as a console of that encoding can show them (GBK knows
    neither • nor ⊗)."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("•", "·").replace("⊗", "○")
    return text


def _names(text: str) -> list[str]:
    return [n.strip() for n in text.replace("，", ",").split(",") if n.strip()]


def _script(
    path: Path, args: argparse.Namespace, conditions: list[str], settings: dict[str, object]
) -> Path:
    """A script that repeats the run, with every choice spelt out."""
    from toolkit.records import writing

    lines = [
        '"""'
        + tr(
            "复算脚本：重复一次比较分析，每项选择都写明。",
            "Replication: repeats one comparison, every choice spelt out.",
        )
        + '"""',
        "from toolkit import comparison",
        "from toolkit.terms import set_lang",
        "",
        f"set_lang({lang()!r})",
        f"data = comparison.read_cases({str(args.cases)!r})",
        "study = comparison.study(",
        f"    data, {args.outcome!r}, {conditions!r},",
        *(f"    {k}={v!r}," for k, v in settings.items()),
        ")",
        "print(study.text())",
        "",
    ]
    with writing(path) as draft:
        draft.path.write_text("\n".join(lines), encoding="utf-8")
    return draft.final
