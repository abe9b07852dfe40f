"""Scripts that repeat a study: in Python with this package, in R with QCA (and SetMethods, NCA)."""

from __future__ import annotations

from typing import Any

from toolkit.comparison.anchors import Anchors
from toolkit.comparison.frames import outcome_column
from toolkit.comparison.minimising import Solution
from toolkit.comparison.r_names import RNames, bare, quoted
from toolkit.comparison.studies import Study
from toolkit.terms import lang, tr


def python_script(source: str, outcome: str, conditions: list[str], **settings: Any) -> str:
    """A script that repeats `study`, every choice spelt out; `settings` are its parameters.

    Examples
    --------
    >>> from toolkit import comparison
    >>> comparison.python_script("cases.csv", "Y", ["A", "B"], incl_cut=0.9).splitlines()[-5:-1]
    ['study = comparison.study(', "    data, 'Y', ['A', 'B'],", '    incl_cut=0.9,', ')']
    """
    head = tr(
        "复算脚本：重复一次比较分析，每项选择都写明。",
        "Replication: repeats one comparison, every choice spelt out.",
    )
    lines = [
        f'"""{head}"""',
        "from toolkit import comparison",
        "from toolkit.comparison import Anchors, Enhanced, Further",
        "from toolkit.terms import set_lang",
        "",
        f"set_lang({lang()!r})",
        f"data = comparison.read_cases({source!r})",
        "study = comparison.study(",
        f"    data, {outcome!r}, {conditions!r},",
        *(f"    {k}={v!r}," for k, v in settings.items() if v is not None),
        ")",
        "print(comparison.as_text(comparison.study_parts(study)))",
        "",
    ]
    return "\n".join(lines)


def r_script(study: Study, data_file: str) -> str:
    """A script for R that gives the same numbers from `data_file` (the values before calibration,
    cases in the first column).

    Columns get names that R reads as expressions, in capitals as SetMethods asks, said beside each.
    What R has no function for is said in a comment. Arguments are those that QCA, SetMethods 4.0
    and NCA document; the packages themselves were not at hand where this was written.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> script = comparison.r_script(comparison.study(data, "Y", ["A", "B"]), "cases.csv")
    >>> [line for line in script.splitlines() if line.startswith("library")]
    ['library(QCA)', 'library(SetMethods)']
    """
    r = RNames(study)
    lines = [
        "# "
        + tr("复算脚本（R）：需要 QCA 3.25 以上。", "Replication in R: needs QCA 3.25 or later."),
        "library(QCA)",
        *_reading(study, data_file),
        *(
            f"names(data)[{study.raw.columns.get_loc(old) + 1}] <- {quoted(new)}  # {old}"
            for old, new in r.names.items()
            if old != new
        ),
        *_calibrations(study, r),
        f"conditions <- c({', '.join(quoted(r.names[c]) for c in study.conditions)})",
    ]
    for outcome in study.tables:
        written = r.outcome(outcome)
        lines += [
            "",
            f"# {written}",
            *(f"print({_necessity(x, written)})" for x in r.literals()),
            *_disjunctions(study, r, written),
            *_table(study, r, outcome),
            "print(tt)",
            "print(minimize(tt, details = TRUE))",
            'print(minimize(tt, include = "?", details = TRUE))',
        ]
        s = study.solutions[outcome].get("intermediate")
        if isinstance(s, Solution):
            expected = r.expected(s.directions)
            lines.append(
                f'print(minimize(tt, include = "?", dir.exp = "{expected}", details = TRUE))'
            )
    return "\n".join([*lines, *_robustness(study, r), *_nca(study, r), *_multimethod(study, r), ""])


def _number(value: float) -> str:
    """Every digit that counts."""
    return format(float(value), ".15g")


def _reading(study: Study, data_file: str) -> list[str]:
    read = f'read.csv({quoted(data_file)}, check.names = FALSE, encoding = "UTF-8"'
    if study.raw.index.is_unique:
        return [f"data <- {read}, row.names = 1)"]
    return [  # R takes no case twice
        f"data <- {read})",
        "rownames(data) <- make.unique(as.character(data[[1]]))",
        "data <- data[-1]",
    ]


def _calibrations(study: Study, r: RNames) -> list[str]:
    out = []
    for c, a in study.tables[study.outcome].memberships.anchors.items():
        if not isinstance(a, Anchors) or c not in r.names:
            continue
        points = f"c({', '.join(map(_number, a.thresholds))})"
        if (a.below, a.above) != (1, 1):
            points += f", below = {_number(a.below)}, above = {_number(a.above)}"
        how = {
            "direct": f'type = "fuzzy", thresholds = {points}, logistic = TRUE',
            "linear": f'type = "fuzzy", thresholds = {points}, logistic = FALSE',
            "indirect": f'type = "fuzzy", method = "indirect", thresholds = {points}',
            "crisp": f'type = "crisp", thresholds = {points}',
            "relative": 'type = "fuzzy", method = "TFR"',
        }[a.method]
        reason = " ".join(a.because.split())
        column = f"data[[{quoted(r.names[c])}]]"
        out += [f"# {r.names[c]}: {reason}", f"{column} <- calibrate({column}, {how})"]
    return out


def _necessity(literal: str, outcome: str) -> str:
    """A negated outcome has an argument of its own."""
    if outcome.startswith("~"):
        how = f'outcome = {quoted(outcome)}, data = data, relation = "necessity"'
        return f"pof({quoted(literal)}, {how})"
    return f"pof({quoted(f'{literal} <- {outcome}')}, data = data)"


def _disjunctions(study: Study, r: RNames, written: str) -> list[str]:
    """R lists necessary conjunctions among them."""
    if not study.further.disjunctions:
        return []
    return [
        f"print(superSubset(data, outcome = {quoted(written)}, conditions = conditions,",
        '  relation = "necessity", incl.cut = 0.9, ron.cut = 0.5, depth = 3))',
    ]


def _table(study: Study, r: RNames, outcome: str, **changed: str) -> list[str]:
    """The truth table, with rows set by hand by number: R's own ``esa`` goes beyond its
    documentation."""
    table = study.tables[outcome]
    cuts = {
        "incl.cut": _number(table.incl_cut),
        "n.cut": str(table.n_cut),
        "pri.cut": _number(table.pri_cut),
    } | {k.replace("_", "."): v for k, v in changed.items()}
    out = []
    if table.left_out:
        said = tr(
            "正好 0.5 的案例：R 会把它归入一行，这里没有归入；该行的案例数可能不同。",
            "cases at exactly 0.5: R puts them into a row, here they are in none; n may differ.",
        )
        out.append(f"# {said}")
    out += [
        f"tt <- truthTable(data, outcome = {quoted(r.outcome(outcome))}, conditions = conditions,",
        "  " + ", ".join(f"{k} = {v}" for k, v in cuts.items()) + ",",
        "  complete = TRUE, show.cases = TRUE)",
    ]
    rows = {0: [r for r, to in table.changed if to == 0], 1: [r for r, to in table.changed if to]}
    if table.barred:
        remainders = table.remainders
        rows[0] += [int(n) for n in remainders.index[remainders["barred"]]]
    for to, numbers in rows.items():
        if numbers:
            listed = ", ".join(map(str, sorted(numbers)))
            out.append(f'tt$tt$OUT[rownames(tt$tt) %in% c({listed})] <- "{to}"')
    return out


def _solving(study: Study, r: RNames) -> str:
    """The charted solution of the outcome."""
    with_ = f'include = "?", dir.exp = "{r.expected(study.directions)}", '
    return f"minimize(tt, {with_ if study.directions else ''}details = TRUE, show.cases = TRUE)"


def _robustness(study: Study, r: RNames) -> list[str]:
    """The neighbouring cut-offs; the other runs are many and stay with Python."""
    if study.robustness is None:
        return []
    runs = study.robustness.runs
    said = tr(
        "稳健性：逐一改动门槛（锚点和去掉一个案例的各次见 Python 脚本）",
        "robustness: cut-offs one at a time (anchors and dropped cases: the script in Python)",
    )
    out = ["", f"# {said}"]
    for kind, name in (("inclusion", "incl_cut"), ("pri", "pri_cut"), ("frequency", "n_cut")):
        settings = ", ".join(map(str, runs.loc[runs["choice"] == kind, "setting"]))
        if settings:
            inside = [*_table(study, r, study.outcome, **{name: "cut"}), "print(cut)"]
            solved = f"try(print({_solving(study, r)}))"
            out += [
                f"for (cut in c({settings})) {{",
                *(f"  {line}" for line in (*inside, solved)),
                "}",
            ]
    return out


def _nca(study: Study, r: RNames) -> list[str]:
    if study.nca is None:
        return []
    y, out = r.names[bare(study.outcome)], ["", "library(NCA)"]
    if r.outcome(study.outcome) != y:  # a negation or one of several values
        values = outcome_column(study.data, study.outcome)[1]
        inside = f"data[[{quoted(y)}]]"
        if values is not None:
            inside = f"as.numeric({inside} %in% c({', '.join(map(str, values))}))"
        negated = f"1 - {inside}" if study.outcome.startswith("~") else inside
        y = f"{y}.OUT"
        out.append(f"data[[{quoted(y)}]] <- {negated}")
    ceilings = "c(" + ", ".join(quoted(c) for c in study.nca.ceilings) + ")"
    call = f"nca_analysis(data, conditions, {quoted(y)}, ceilings = {ceilings}"
    return [
        *out,
        f"model <- {call},",
        f"  test.rep = {study.further.permutations})",
        "nca_output(model, summaries = TRUE, bottlenecks = TRUE, test = TRUE)",
        f"model <- {call},",
        '  bottleneck.x = "percentile", bottleneck.y = "percentile")',
        "nca_output(model, summaries = FALSE, bottlenecks = TRUE)",
    ]


def _multimethod(study: Study, r: RNames) -> list[str]:
    """Panel, theory and case selection, as SetMethods does them."""
    asked = study.further
    if study.main is None:
        return []
    y = r.names[bare(study.outcome)]
    if r.several or r.outcome(study.outcome).removeprefix("~") != y:
        said = tr(
            "R 的 SetMethods 不读多值条件：面板、理论和案例选取见 Python 脚本。",
            "SetMethods reads no several values: panel, theory and case selection stay with the "
            "script in Python.",
        )
        return ["", f"# {said}"]
    out = [
        "",
        "library(SetMethods)",
        *_table(study, r, study.outcome),
        f"s <- {_solving(study, r)}",
    ]
    if asked.panel:
        unit, period = (quoted(r.names[c]) for c in asked.panel)
        out.append(f'print(cluster(data, s, "{y}", unit_id = {unit}, cluster_id = {period}))')
    if asked.theory:
        theory = quoted(r.expression(asked.theory))
        out += [
            f'print(theory.evaluation({theory}, empirics = s, outcome = "{y}",',
            "  print.fit = TRUE, print.data = TRUE))",
        ]
    terms = len(study.main.models[0])
    said = tr("没有这类案例时 R 会报错", "R stops where there is no case of the kind")
    out += [
        f"# {said}",
        f'for (k in c(1, 3, 4, 5)) try(print(smmr(s, "{y}", match = FALSE, cases = k)))',
        f'for (k in 3:6) try(print(smmr(s, "{y}", match = TRUE, cases = k)))',
        f"for (t in 1:{terms}) {{",
        f'  try(print(smmr(s, "{y}", match = FALSE, cases = 2, term = t)))',
        f'  for (k in 1:2) try(print(smmr(s, "{y}", match = TRUE, cases = k, term = t)))',
        "}",
    ]
    if asked.necessary:
        need = quoted(r.expression(asked.necessary).replace(" ", ""))
        how = f"necessity = TRUE, nec.cond = {need}"
        out += [
            f'for (k in 1:3) try(print(smmr(s, "{y}", match = FALSE, cases = k, {how})))',
            f'for (k in 1:4) try(print(smmr(s, "{y}", match = TRUE, cases = k, {how})))',
        ]
    return out
