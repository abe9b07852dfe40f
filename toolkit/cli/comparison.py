"""``toolkit compare``: cases × conditions to necessity, truth table, solutions, robustness, cases
to open, and scripts that repeat it in Python and in R."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.cli.options import describe, option
from toolkit.terms import tr

OPTIONS = (
    option(
        "cases",
        "CSV 或 .xlsx：一行一个案例",
        "CSV or .xlsx: a row a case",
        metavar="CASES.csv",
        type=Path,
    ),
    option(
        "--outcome",
        "结果列（~Y 为其否定，Y[2] 为多值中的一个值）",
        "outcome column (~Y for its negation, Y[2] for one value of several)",
        required=True,
        metavar="Y",
    ),
    option(
        "--conditions",
        "条件列（默认其余数字列）",
        "condition columns (default: the other numeric ones)",
        metavar="A,B,C",
    ),
    option(
        "--directions",
        "方向预期：A 在场有助，~B 缺席有助，D[1,2] 这些值有助",
        "expectations: A helps, ~B helps by its absence, D[1,2] these values help",
        metavar="A,~B,D[1,2]",
        default="",
    ),
    option("--incl-cut", "一致性门槛", "inclusion cut-off", type=float, default=0.8, metavar="0.8"),
    option("--pri-cut", "PRI 门槛", "PRI cut-off", type=float, default=0.0, metavar="0"),
    option("--n-cut", "频数门槛", "frequency cut-off", type=int, default=1, metavar="1"),
    option(
        "--half",
        "隶属度正好 0.5 的案例",
        "cases at exactly 0.5",
        choices=("error", "drop"),
        default="error",
    ),
    option(
        "--selection",
        "案例如何选取，写进结果",
        "how the cases were chosen; printed with the result",
        default="",
        metavar="TEXT",
    ),
    option(
        "--calibrate",
        "校准一列，可重复写：完全不隶属、交叉点、完全隶属（或六个锚点），分号后写理由；"
        "也可 crisp:、linear:、indirect: 加阈值；"
        "linear 和六个锚点后可加 ^2,3（交叉点下、上的指数）",
        "calibrate a column (repeat for more): exclusion, crossover, inclusion (or six anchors), "
        "the reason after a semicolon; or crisp:, linear:, indirect: and thresholds; ^2,3 after "
        "linear or six anchors bends the sides below and above the crossover",
        action="append",
        default=[],
        metavar="A=20,50,80;REASON",
    ),
    option(
        "--esa",
        "增强标准分析：同时通向结果与否定的行设为 0，矛盾的假设不许用",
        "enhanced standard analysis: simultaneous rows to 0, contradictory assumptions barred",
        action="store_true",
    ),
    option(
        "--esa-necessary",
        "所称的必要条件：缺它的余项不得假设，可重复写",
        "claimed necessary: remainders without it are barred (repeat for more)",
        action="append",
        default=[],
        metavar="EXPR",
    ),
    option(
        "--esa-untenable",
        "不可能的组合：其中的余项不得假设，可重复写",
        "impossible: remainders inside are barred (repeat for more)",
        action="append",
        default=[],
        metavar="EXPR",
    ),
    option(
        "--set-out",
        "这些行的结果设为 0",
        "set the outcome of these rows to 0",
        default="",
        metavar="6,16",
    ),
    option(
        "--disjunctions",
        "找必要的析取（SUIN 条件）",
        "necessary disjunctions (SUIN conditions)",
        action="store_true",
    ),
    option(
        "--robust-incl",
        "稳健性：要试的一致性门槛",
        "robustness: inclusion cut-offs to try",
        metavar="0.75,0.85",
    ),
    option(
        "--robust-pri", "稳健性：要试的 PRI 门槛", "robustness: PRI cut-offs to try", metavar="0.5"
    ),
    option(
        "--robust-n", "稳健性：要试的频数门槛", "robustness: frequency cut-offs to try", metavar="2"
    ),
    option(
        "--nca", "必要条件分析（上限线与瓶颈）", "necessary condition analysis", action="store_true"
    ),
    option(
        "--nca-ceilings",
        "必要条件分析的上限线（默认前两种）：ce_fdh,cr_fdh,ce_vrs,cr_vrs,qr",
        "ceilings of it (default: the first two): ce_fdh,cr_fdh,ce_vrs,cr_vrs,qr",
        metavar="ce_fdh,ce_vrs",
    ),
    option(
        "--panel",
        "面板：单位列,时期列",
        "a panel: columns of unit and period",
        metavar="UNIT,PERIOD",
    ),
    option(
        "--theory",
        "与解对照的理论",
        "a theory to hold beside the solution",
        default="",
        metavar="EXPR",
    ),
    option(
        "--necessary",
        "为这个必要条件选案例",
        "select cases for this necessary condition",
        default="",
        metavar="EXPR",
    ),
    option(
        "--out",
        "存成工作簿、Word 或网页，旁边写 Python 和 R 的复算脚本",
        "write .xlsx, .docx or .html, and replication scripts in Python and R",
        type=Path,
        metavar="FILE",
    ),
    option(
        "--coding",
        "编码表：真值表每行可打开案例和句子",
        "codings: truth-table rows open their sentences",
        type=Path,
        metavar="CODING.csv",
    ),
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``compare``."""
    p = add_command(
        "compare",
        help=tr(
            "定性比较分析：必要性、真值表、全部模型、稳健性、该打开的案例",
            "comparative analysis (QCA): necessity, truth table, all models, robustness, cases",
        ),
    )
    describe(p, OPTIONS)
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the study; write page and scripts when asked to."""
    from toolkit import comparison
    from toolkit.records import must_end
    from toolkit.reports import ENDINGS, write_comparison

    if args.out:
        must_end(args.out, *ENDINGS)  # said before the work
    data = comparison.read_cases(args.cases)
    conditions = names_of(args.conditions) if args.conditions else _usable(data, args)
    settings = _settings(args)
    coded = _coded(args.coding)
    study = comparison.study(data, args.outcome, conditions, **settings)
    parts = comparison.study_parts(study)
    print(printable(comparison.as_text(parts), sys.stdout.encoding or "utf-8"))
    if args.out:
        book = write_comparison(study, args.out, coded, source=args.cases.name)
        print(book)
        script = comparison.python_script(str(args.cases), args.outcome, conditions, **settings)
        print(_written(book.with_suffix(".py"), script))
        values = book.with_name(f"{book.stem}_data.csv")
        # the values before calibration as R reads them, whatever file they came from
        print(_written(values, data.to_csv(lineterminator="\n")))
        print(_written(book.with_suffix(".R"), comparison.r_script(study, values.name)))
    return 0


def _usable(data: Any, args: argparse.Namespace) -> list[str]:
    """Columns of numbers (or numbers and ``-``) that have no other part in the study."""
    from toolkit.comparison import condition_columns, outcome_column

    taken = {outcome_column(data, args.outcome)[0], *names_of(args.panel or "")}
    return [c for c in condition_columns(data) if c not in taken]


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    """The parameters of `comparison.study`."""
    from toolkit.comparison import Enhanced, Further

    enhanced = Enhanced(
        args.esa,
        tuple(args.esa_necessary),
        tuple(args.esa_untenable),
        tuple(_numbers(args.set_out, "--set-out", int) or ()),
    )
    panel = tuple(names_of(args.panel or ""))
    if panel and len(panel) != 2:
        raise ValueError(tr("--panel 要两列：单位,时期", "--panel takes two columns: unit,period"))
    further = Further(
        args.disjunctions,
        _numbers(args.robust_incl, "--robust-incl"),
        _numbers(args.robust_pri, "--robust-pri"),
        _numbers(args.robust_n, "--robust-n", int),
        nca=args.nca or bool(args.nca_ceilings),
        ceilings=tuple(names_of(args.nca_ceilings or "")) or Further.ceilings,
        panel=(panel[0], panel[1]) if panel else None,
        theory=args.theory,
        necessary=args.necessary,
    )
    return {
        "directions": args.directions,
        "incl_cut": args.incl_cut,
        "n_cut": args.n_cut,
        "pri_cut": args.pri_cut,
        "half": args.half,
        "selection": args.selection,
        "anchors": dict(anchors_of(text) for text in args.calibrate) or None,
        "enhanced": enhanced if enhanced else None,
        "further": further if further != Further() else None,
    }


def anchors_of(text: str) -> tuple[str, Any]:
    """``A=20,50,80;reason``, ``A=crisp:10,20;reason`` or, with exponents, ``A=linear:…^2,3``."""
    from toolkit.comparison import Anchors

    how, _, because = text.replace("；", ";").partition(";")
    column, _, points = how.partition("=")
    method, colon, rest = points.replace("：", ":").partition(":")
    values, bends, exponents = (rest if colon else points).partition("^")
    thresholds = _numbers(values, "--calibrate", float)
    bent = _numbers(exponents, "--calibrate", float) or ()
    wrong = len(bent) not in (1, 2) if bends else False
    if not column.strip() or wrong or (not thresholds and method.strip() != "relative"):
        raise ValueError(
            tr(
                f"读不懂 --calibrate “{text}”；写法如 A=20,50,80;理由 或 A=crisp:10,20;理由。",
                f"cannot read --calibrate {text!r}; write A=20,50,80;reason or "
                "A=crisp:10,20;reason.",
            )
        )
    chosen = method.strip() if colon else "direct"
    below, above = (bent[0], bent[-1]) if bent else (1, 1)
    points_read = tuple(thresholds or ())
    return column.strip(), Anchors(
        because=because.strip(),
        method=chosen,  # type: ignore[arg-type]
        thresholds=points_read,
        below=below,
        above=above,
    )


def _numbers(text: str | None, option: str, kind: type = float) -> tuple[Any, ...] | None:
    """Numbers between commas (None: not given)."""
    if not text:
        return None
    try:
        return tuple(kind(n) for n in names_of(text))
    except ValueError:
        message = tr("要的是逗号隔开的数", "takes numbers with commas between them")
        raise ValueError(f"{option} {message}: {text}") from None


def _coded(path: Path | None) -> Any:
    """Codings as `toolkit.cases.code` gives them: ``case, code, text``."""
    if path is None:
        return None
    from toolkit.records import read_columns

    columns = {"case": ("case_id",), "code": (), "text": ()}
    return read_columns(path, columns, list(columns)).reset_index(drop=True)


def printable(text: str, encoding: str) -> str:
    """The text with the chart's marks as a console of that encoding can show them (GBK knows
    neither • nor ⊗)."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("•", "·").replace("⊗", "○")
    return text


def names_of(text: str) -> list[str]:
    return [n.strip() for n in text.replace("，", ",").split(",") if n.strip()]


def _written(path: Path, text: str) -> Path:
    from toolkit.records import writing

    with writing(path) as draft:
        draft.path.write_text(text, encoding="utf-8")
    return draft.final
