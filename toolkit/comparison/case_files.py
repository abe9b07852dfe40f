"""Cases × conditions from a file: every cell is read, or named with its column and case."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.comparison.memberships import INAPPLICABLE, ComparisonError, ComparisonWarning
from toolkit.records import FileProblem, is_blank, read_grid
from toolkit.terms import tr

__all__ = ["read_cases"]

_YES, _NO = {"是", "有", "true", "t", "yes", "y", "√"}, {"否", "无", "false", "f", "no", "n", "×"}
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?")
_NO_CASE = re.compile(
    r".{0,4}(?:平均(?:值|数|水平|分|得分)?|均值|均分|中位数|众数|合计|总计|小计|总和|总分|共计|标准差|标准误|方差|最大值|最小值|个数|计数)"
    r"|average|avg|means?|totals?|sums?|s\.?d|std(?:\.?dev)?|min|max|median|count"
)
#: a case of such a name may be a sum or a line of explanation
_DOUBTFUL = re.compile(r"全[国省市州县区镇乡村]|权重|单位|n|weights?|units?")
_NOTE = re.compile(
    r"[（(*※]?(?:注|附注|备注|说明|资料来源|数据来源|来源|填表|制表|审核|note|source)(?:人|单位)?"
    r"(?:\d{0,2}[:：]|\b|$)",
    re.I,
)
_CASE_HEADS = re.compile(r"案例|个案|单位|名称|村|编号|序号|case.*|id|name|unit")
#: a column is one of numbers when at least half of what stands in it can be read as a number
_MOSTLY = 0.5


def _say(text: str) -> None:
    warnings.warn(text, ComparisonWarning, stacklevel=4)


def read_cases(path: str | Path) -> pd.DataFrame:
    """Cases × values from a CSV (comma, tab or semicolon) or the first visible sheet of a workbook.

    The first row with several cells holds the names of the columns. The first column names the
    cases, also without a heading (as R writes row names), unless it is one of numbers with a name
    of its own. Read as numbers are 0.8, ０.８, 0,8 (between semicolons), 80 %, TRUE and FALSE, 是
    and 否; ``-`` and ``dc`` stay. Whatever else stands in a column of numbers is missing, and said.

    Warns
    -----
    ComparisonWarning
        Cells that are no number, columns of text, rows of totals or means (left out), cases named
        twice, hidden rows, damaged places.

    Raises
    ------
    ComparisonError
        No such file, no rows, two columns of the same name, values under no name.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> typed = pd.DataFrame({"案例": ["甲", "乙"], "领导": ["是", "否"], "成效": ["80 %", "0.3"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     typed.to_csv(folder + "/cases.csv", index=False)
    ...     comparison.read_cases(folder + "/cases.csv").values.tolist()
    [[1.0, 0.8], [0.0, 0.3]]
    """
    path = Path(path)
    try:
        rows, sign, remarks = read_grid(path)
    except FileProblem as error:
        raise ComparisonError(str(error)) from error
    for remark in remarks:
        _say(remark)
    decimal_comma = sign in (";", "\t")
    rows = [r for r in rows if not all(map(is_blank, r))]
    # a title stands alone in its row
    while len(rows) > 2 and sum(not is_blank(v) for v in rows[0]) == 1 < len(rows[1]) - 1:
        title = _quoted(next(str(v) for v in rows[0] if not is_blank(v)))
        _say(tr(f"标题行{title}未读。", f"the title row{title and ' '}{title} was left out."))
        rows = rows[1:]
    if len(rows) < 2:
        raise ComparisonError(tr(f"{path.name} 里没有案例。", f"{path.name} holds no cases."))
    rows = _without_notes(rows)
    frame = _named(rows, path.name)
    if frame.shape[1] < 2:
        raise ComparisonError(
            tr(
                f"{path.name} 只有一列：列之间请用逗号、制表符或分号分开。",
                f"{path.name} has one column: separate columns by commas, tabs or semicolons.",
            )
        )
    cases, frame = _split(frame, decimal_comma)
    columns, texts = {}, []
    for name in frame.columns:
        numbers = _column(frame[name], cases, decimal_comma)
        if numbers is None:
            texts.append(str(name))
        columns[name] = frame[name] if numbers is None else numbers
    if texts:
        listed = "、".join(texts)
        _say(tr(f"文字列不作条件：{listed}。", f"columns of text are no conditions: {listed}."))
    out = pd.DataFrame(columns).set_index(pd.Index(cases, name="case"))
    return _without_totals(out)


def _quoted(line: str) -> str:
    """A line above or below the cases, in quotes; nothing of one that may name who filled it in."""
    return "" if re.search(r"[^注说明备].*[:：]|[0-9]{7}", line) else f"“{line}”"


def _without_notes(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows without those that only explain (注：1表示有)."""
    kept, notes = rows[:1], []
    for row in rows[1:]:
        words = [str(v).strip() for v in row if not is_blank(v)]
        if len(words) == 1 and not is_blank(row[0]) and _NOTE.match(words[0]):
            notes.append(_quoted(words[0][:20]))
        else:
            kept.append(row)
    if notes:
        listed = "、".join(filter(None, notes)) or str(len(notes))
        _say(tr(f"说明行不算案例，未读：{listed}。", f"rows of notes were left out: {listed}."))
    return kept


def _named(rows: list[list[Any]], name: str) -> pd.DataFrame:
    head = ["" if is_blank(v) else str(v).strip() for v in rows[0]]
    width = max(map(len, rows))
    head += [""] * (width - len(head))
    body = [r + [None] * (width - len(r)) for r in rows[1:]]
    empty = [j for j in range(width) if not head[j] and all(is_blank(r[j]) for r in body)]
    kept = [j for j in range(width) if j not in empty]
    unnamed = [j for j in kept if not head[j] and j > 0]
    if unnamed:
        at = unnamed[0]
        row = next(i for i, r in enumerate(body, start=2) if not is_blank(r[at]))
        raise ComparisonError(
            tr(
                f"{name} 第 {at + 1} 列没有列名，第 {row} 行却有内容“{body[row - 2][at]}”。",
                f"{name}: column {at + 1} has no name, but row {row} holds {body[row - 2][at]!r}.",
            )
        )
    names = [head[j] for j in kept]
    twice = sorted({h for h in names if names.count(h) > 1})
    if twice:
        raise ComparisonError(
            tr(f"列名重复：{', '.join(twice)}", f"columns named twice: {', '.join(twice)}")
        )
    return pd.DataFrame([[r[j] for j in kept] for r in body], columns=names, dtype=object)


def _split(frame: pd.DataFrame, comma: bool) -> tuple[list[Any], pd.DataFrame]:
    """Names of the cases, and the other columns."""
    # a running number before the names is neither a case nor a condition
    heads = [str(c).lower() for c in frame.columns]
    named = len(heads) > 1 and heads[1] in ("案例", "个案", "村名", "case")
    if named and heads[0] in ("序号", "编号", "no", "no.", "id"):
        _say(tr(f"“{frame.columns[0]}”不作条件。", f"{frame.columns[0]} is no condition."))
        frame = frame.iloc[:, 1:]
    first = str(frame.columns[0])
    values = frame.iloc[:, 0]
    numeric = all(isinstance(_number(v, comma), (int, float)) for v in values if not is_blank(v))
    if first and numeric and not _CASE_HEADS.fullmatch(first.lower()):
        _say(tr("没有案例名一列，案例按行编号。", "no column names the cases: they are numbered."))
        return list(range(1, len(frame) + 1)), frame
    cases = [f"#{i}" if is_blank(v) else _case(v) for i, v in enumerate(values, start=1)]
    nameless = [c for c, v in zip(cases, values) if is_blank(v)]
    if nameless and len(nameless) < len(cases):
        listed = "、".join(nameless[:10])
        _say(tr(f"案例没有名称，记作 {listed}。", f"cases without a name are called {listed}."))
    # 甲 村 is 甲村, and Ａ１ is A1
    alike = Counter(_folded(c) for c in cases)
    twice = sorted({c for c in cases if alike[_folded(c)] > 1})
    if twice:
        listed = "、".join(twice[:10])
        _say(tr(f"案例出现了不止一次：{listed}，请核对。", f"cases named twice: {listed}."))
    return cases, frame.iloc[:, 1:]


def _case(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value).strip()


def _folded(case: Any) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(case))).lower()


def _number(value: Any, comma: bool) -> Any:
    """A cell as a number, ``-`` where it does not apply, None where it is empty, else the text."""
    if is_blank(value):
        return None
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = unicodedata.normalize("NFKC", str(value)).replace("−", "-").strip().lower()
    if text in INAPPLICABLE:
        return "-"
    if text in _YES or text in _NO:
        return float(text in _YES)
    percent = text.endswith("%")
    bare = text.rstrip("% ")
    if comma and re.fullmatch(r"[+-]?\d+,\d+", bare):
        bare = bare.replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        bare = bare.replace(",", "")
    if not _NUMBER.fullmatch(bare):
        return str(value)
    return round(float(bare) / 100, 12) if percent else float(bare)


def _column(cells: pd.Series, cases: list[Any], comma: bool) -> pd.Series | None:
    """A column as numbers; None when it is one of text."""
    read = [_number(v, comma) for v in cells]
    # among degrees such as 0.6, 无 is no 0: it says that something is missing
    if any(isinstance(v, float) and v not in (0, 1) for v in read):
        words = [isinstance(v, str) and v.strip() == "无" for v in cells]
        read = [str(c) if word else v for c, v, word in zip(cells, read, words)]
    filled = [v for v in read if v is not None]
    bad = [(i, v) for i, v in enumerate(read) if isinstance(v, str) and v != "-"]
    if not filled or (len(filled) - len(bad)) < _MOSTLY * len(filled):
        return None
    for i, value in bad[:20]:
        _say(
            tr(
                f"{cells.name}：案例 {cases[i]} 的“{value}”不是数字，按缺失处理。",
                f"{cells.name}: {value!r} of case {cases[i]} is no number and counts as missing.",
            )
        )
    wrong = {i for i, _ in bad}
    values = [None if i in wrong else v for i, v in enumerate(read)]
    if any(v == "-" for v in values):
        return pd.Series(values, index=cells.index, dtype=object)
    return pd.Series(values, index=cells.index, dtype="float64")


def _without_totals(frame: pd.DataFrame) -> pd.DataFrame:
    """The cases without rows of totals and means, which are none."""
    names = [_folded(c).rstrip(":.") for c in frame.index]
    doubtful = "、".join(str(c) for c, n in zip(frame.index, names) if _DOUBTFUL.fullmatch(n))
    if doubtful:
        _say(
            tr(
                f"“{doubtful}”像是汇总或说明，仍算作案例，请核对。",
                f"{doubtful}: perhaps a sum or a note, kept as a case: please check.",
            )
        )
    out = [bool(_NO_CASE.fullmatch(n)) for n in names]
    if any(out):
        listed = "、".join(str(c) for c, gone in zip(frame.index, out) if gone)
        _say(
            tr(
                f"“{listed}”像汇总行，不算案例，未读。",
                f"{listed}: a row of totals or means is no case and was left out.",
            )
        )
    kept = frame[[not gone for gone in out]]
    if _is_mean_or_sum(kept):
        _say(
            tr(
                f"最后一行“{kept.index[-1]}”正好是以上各行的平均或合计，仍算作案例，请核对。",
                f"the last row {kept.index[-1]!r} is the mean or the sum of the rows above, kept "
                "as a case: please check.",
            )
        )
    return kept


def _is_mean_or_sum(frame: pd.DataFrame) -> bool:
    """Whether the last row, whatever its name, is worked out of the others (to two decimals)."""
    numbers = frame.select_dtypes("float64")
    if len(numbers) < 4 or numbers.shape[1] < 2:
        return False
    above, last = numbers.iloc[:-1], numbers.iloc[-1]
    # conditions that are the same everywhere say nothing
    told = above.nunique() > 1
    if told.sum() < 2 or last[told].isna().any():
        return False
    made = above.sum() if (last > 1).any() else above.mean()
    return bool(((made[told] - last[told]).abs() <= 0.0051).all())
