"""Scripts that repeat a study: in Python with this package, in R with QCA (and SetMethods, NCA)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.comparison.calibration import Anchors
from toolkit.comparison.studies import Study
from toolkit.terms import lang, tr


def python_script(source: str, outcome: str, conditions: list[str], **settings: Any) -> str:
    """A script that repeats `study`, every choice spelt out; `settings` are its parameters."""
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

    Names that R reads as expressions are replaced by C1, C2 …, said at its head.
    """
    names = _names(study)
    table = study.tables[study.outcome]
    y, conditions = names[_bare(study.outcome)], [names[c] for c in study.conditions]
    lines = [
        "# "
        + tr("复算脚本（R）：需要 QCA 3.25 以上。", "Replication in R: needs QCA 3.25 or later."),
        "library(QCA)",
        f'data <- read.csv("{data_file}", row.names = 1, check.names = FALSE, encoding = "UTF-8")',
        *(
            f'names(data)[names(data) == "{old}"] <- "{new}"'
            for old, new in names.items()
            if old != new
        ),
        *_calibrations(study, names),
        f"conditions <- c({', '.join(_quoted(c) for c in conditions)})",
    ]
    for outcome in study.tables:
        written = outcome.replace(_bare(outcome), y)
        lines += [
            "",
            f"# {written}",
            "for (x in c(" + ", ".join(_quoted(r) for r in _literals(study, names)) + "))",
            f'  print(pof(x, {_quoted(written)}, data, relation = "necessity"))',
            f"tt <- truthTable(data, outcome = {_quoted(written)}, conditions = conditions,",
            f"  incl.cut = {table.incl_cut:g}, n.cut = {table.n_cut}, pri.cut = {table.pri_cut:g},",
            "  complete = TRUE, show.cases = TRUE)",
            *_enhanced(study, outcome),
            "print(tt)",
            "print(minimize(tt, details = TRUE))",
            'print(minimize(tt, include = "?", details = TRUE))',
        ]
        s = study.solutions[outcome].get("intermediate")
        if s is not None and not isinstance(s, str):
            expected = _expected(s.directions, study, names)
            lines.append(
                f'print(minimize(tt, include = "?", dir.exp = "{expected}", details = TRUE))'
            )
    return "\n".join([*lines, *_beyond(study, names, y), ""])


def _bare(outcome: str) -> str:
    return outcome.removeprefix("~").split("[")[0].split("{")[0].strip()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _names(study: Study) -> dict[str, str]:
    """Names as R can read them in expressions."""
    mine = [*study.conditions, _bare(study.outcome)]
    return {
        c: c if c.isascii() and c.isidentifier() else (f"C{i}" if i < len(mine) else "OUTCOME")
        for i, c in enumerate(mine, 1)
    }


def _calibrations(study: Study, names: Mapping[str, str]) -> list[str]:
    out = []
    for c, a in study.tables[study.outcome].memberships.anchors.items():
        if not isinstance(a, Anchors) or c not in names:
            continue
        points = f"c({', '.join(f'{t:g}' for t in a.thresholds)})"
        if (a.below, a.above) != (1, 1):
            points += f", below = {a.below:g}, above = {a.above:g}"
        how = {
            "direct": f'type = "fuzzy", thresholds = {points}, logistic = TRUE',
            "linear": f'type = "fuzzy", thresholds = {points}, logistic = FALSE',
            "indirect": f'type = "fuzzy", method = "indirect", thresholds = {points}',
            "crisp": f'type = "crisp", thresholds = {points}',
            "relative": 'type = "fuzzy", method = "TFR"',
        }[a.method]
        reason = a.because.replace("\n", " ")
        out += [f"# {names[c]}: {reason}", f"data${names[c]} <- calibrate(data${names[c]}, {how})"]
    return out


def _literals(study: Study, names: Mapping[str, str]) -> list[str]:
    """Every literal as R writes it: brackets where any condition has several values."""
    space = study.tables[study.outcome].space
    several = any(space.named(i) > 2 for i in range(space.k))
    out = []
    for i, c in enumerate(study.conditions):
        if several:
            out += [f"{names[c]}[{v}]" for v in range(space.named(i))]
        else:
            out += [names[c], f"~{names[c]}"]
    return out


def _expected(
    directions: Mapping[str, tuple[int, ...]], study: Study, names: Mapping[str, str]
) -> str:
    space, parts = study.tables[study.outcome].space, []
    several = any(space.named(i) > 2 for i in range(space.k))
    for c, values in directions.items():
        if several:
            parts.append(f"{names[c]}[{','.join(map(str, values))}]")
        elif len(values) == 1:
            parts.append(names[c] if values[0] else f"~{names[c]}")
    return " + ".join(parts)


def _enhanced(study: Study, outcome: str) -> list[str]:
    """The rows set to 0, by number: R's own ``esa`` goes beyond its documentation."""
    table = study.tables[outcome]
    rows = [r for r, out in table.changed if out == 0]
    if table.barred:
        remainders = table.remainders
        rows += [int(r) for r in remainders.index[remainders["barred"]]]
    if not rows:
        return []
    listed = ", ".join(map(str, sorted(rows)))
    return [f'tt$tt$OUT[rownames(tt$tt) %in% c({listed})] <- "0"']


def _beyond(study: Study, names: Mapping[str, str], y: str) -> list[str]:
    """What other packages of R do of the rest."""
    out, asked = [], study.further
    if study.nca is not None:
        conditions = "c(" + ", ".join(_quoted(names[c]) for c in study.conditions) + ")"
        ceilings = "c(" + ", ".join(_quoted(c) for c in study.nca.ceilings) + ")"
        call = f'nca_analysis(data, {conditions}, "{y}", ceilings = {ceilings}'
        out += [
            "",
            "library(NCA)",
            f"model <- {call}, test.rep = {asked.permutations})",
            "nca_output(model, summaries = TRUE, bottlenecks = TRUE)",
            f'nca_output({call}, bottleneck.x = "percentile", bottleneck.y = "percentile"),',
            "  summaries = FALSE, bottlenecks = TRUE)",
        ]
    if study.main is not None and (asked.panel or asked.theory or asked.necessary):
        out += ["", "library(SetMethods)"]
        expected = _expected(study.directions, study, names)
        with_ = f'include = "?", dir.exp = "{expected}", ' if study.directions else ""
        outcome = study.outcome.replace(_bare(study.outcome), y)
        out += [
            f'tt <- truthTable(data, outcome = "{outcome}", conditions = conditions,',
            f"  incl.cut = {study.main.table.incl_cut:g}, n.cut = {study.main.table.n_cut},",
            f"  pri.cut = {study.main.table.pri_cut:g}, complete = TRUE, show.cases = TRUE)",
            *_enhanced(study, study.outcome),
            f"s <- minimize(tt, {with_}details = TRUE, show.cases = TRUE)",
        ]
        if asked.panel:
            unit, period = asked.panel
            out.append(
                f'print(cluster(data, s, "{outcome}", unit_id = "{unit}", cluster_id = "{period}"))'
            )
        if asked.theory:
            out.append(
                f'print(theory.evaluation("{asked.theory}", empirics = s, outcome = "{outcome}"))'
            )
        if asked.necessary:
            out.append(
                f'print(smmr(s, outcome = "{outcome}", necessity = TRUE, '
                f'nec.cond = "{asked.necessary}"))'
            )
    return out
