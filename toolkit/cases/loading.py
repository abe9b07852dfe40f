"""Cases as they lie: out of a county, out of a folder, and how they ended by a table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.coding import COLUMNS, typed
from toolkit.cases.outcome import OUTCOMES
from toolkit.cases.report import Report, read
from toolkit.cases.sources import ENDINGS, CaseError
from toolkit.records import FileProblem, read_columns
from toolkit.terms import heading, tr, word

if TYPE_CHECKING:
    from toolkit.records import County

__all__ = ["county_coding", "from_county", "from_folder", "nature_of", "read_outcomes"]

_OUTCOME_COLUMNS = {
    "case": ("案例", heading("case_id", "coding", "zh"), "编号", "case_id"),
    "outcome": ("结果", "结局", "成效"),
}


def from_county(county: County) -> dict[str, Report]:
    """Reports of a county's table ``case_text`` by case.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import cases
    >>> county = toolkit.County.load(toolkit.dataset("cases"))
    >>> len(cases.from_county(county))
    24
    """
    table = county["case_text"]
    return {str(c): Report(str(b), str(c)) for c, b in zip(table["case_id"], table["body"])}


def from_folder(folder: Path | str) -> tuple[dict[str, Report], dict[str, str] | None, str]:
    """Reports of a folder by case, their outcomes where known, and what the data are (as
    `County.nature`).

    A folder with the table ``case_text`` is read as a county; of any other every ``.txt`` and
    ``.docx`` is a report.

    Warns
    -----
    UserWarning
        Names every file of the folder that was not read, and what was not read of the others.

    Raises
    ------
    CaseError
        The folder holds no report that can be read.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from toolkit import cases
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "柳溪村.txt").write_text("柳溪村小结（虚构）\\n先清账。\\n", "utf-8")
    ...     reports, outcomes, nature = cases.from_folder(folder)
    >>> list(reports), outcomes, nature
    (['柳溪村'], None, 'fictitious')
    """
    folder = Path(folder)
    if any((folder / f"case_text{suffix}").is_file() for suffix in (".csv", ".parquet")):
        from toolkit.records import County

        county = County.load(folder)
        table = county["case_text"]
        return (
            from_county(county),
            dict(zip(table["case_id"], table["outcome"].fillna("not_stated"))),
            county.nature,
        )
    # the owner files of an open document (~$) and hidden files hold no report
    paths = sorted(
        p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(("~$", ".", "._"))
    )
    found, unread = [], []
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            unread.append(path.name)
            continue
        try:
            found.append(read(path))
        except CaseError as error:
            unread.append(str(error))
    if not found:
        listed = tr("；", "; ").join(unread[:10])
        raise CaseError(
            tr(
                f"{folder} 里没有能读的 .txt 或 .docx 报告。{listed}",
                f"{folder} holds no .txt or .docx report that can be read. {listed}",
            )
        )
    if unread:
        listed = tr("；", "; ").join(unread[:30])
        warnings.warn(
            tr(
                f"{folder.name} 里有 {len(unread)} 个文件没有读：{listed}",
                f"{len(unread)} files of {folder.name} were not read: {listed}",
            ),
            stacklevel=2,
        )
    reports = as_cases(found)
    for case, report in reports.items():
        for note in report.notes:
            warnings.warn(f"{case}: {note}", stacklevel=2)
    return reports, None, nature_of(reports)


def read_outcomes(path: Path | str) -> dict[str, str]:
    """Case → outcome from a table (``.xlsx`` or ``.csv``): columns ``case, outcome`` or 案例、结果,
    values in English or Chinese.

    Raises
    ------
    CaseError
        A column is missing, or a value that is no outcome; every such row is listed.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import cases
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     typed = pd.DataFrame({"案例": ["C01", "C02"], "结果": ["改善", "无明显变化"]})
    ...     typed.to_csv(folder + "/outcomes.csv", index=False)
    ...     cases.read_outcomes(folder + "/outcomes.csv")
    {'C01': 'improved', 'C02': 'unchanged'}
    """
    path = Path(path)
    try:
        columns = read_columns(path, _OUTCOME_COLUMNS, list(_OUTCOME_COLUMNS)).fillna("")
    except FileProblem as error:
        raise CaseError(str(error)) from error
    words = {word("outcome", v, lang=lang): v for v in OUTCOMES for lang in ("zh", "en")}
    words |= {v: v for v in OUTCOMES} | {"": "not_stated", "未说明": "not_stated"}
    words |= {"未找到": "not_stated", "not found": "not_stated"}  # as tables had it before
    words |= {"未改善": "unchanged", "没有变化": "unchanged", "恶化": "worse", "退步": "worse"}
    wrong = [f"{i}: {v}" for i, v in columns["outcome"].items() if v not in words]
    if wrong:
        listed = tr("、", ", ").join(word("outcome", v) for v in OUTCOMES)
        raise CaseError(
            tr(
                f"{path.name} 的结果只能是 {listed}；这些行不是：{'；'.join(wrong[:20])}",
                f"Outcomes of {path.name} are {listed}; not so in rows: {'; '.join(wrong[:20])}",
            )
        )
    told = columns.assign(outcome=columns["outcome"].map(words))[columns["case"] != ""]
    twice = told.drop_duplicates()
    twice = twice.loc[twice["case"].duplicated(), "case"].unique()
    if len(twice):
        listed = tr("、", ", ").join(twice[:20])
        raise CaseError(
            tr(
                f"{path.name} 给同一案例写了两种结果：{listed}，请只留一种。",
                f"{path.name} gives a case two outcomes: {listed}; keep one.",
            )
        )
    return dict(zip(told["case"], told["outcome"]))


def nature_of(reports: Mapping[str, Report]) -> str:
    """What reports are by their titles: ``fictitious`` when all end in （虚构）, ``mixed`` when
    some do, else ``user_supplied``.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> cases.nature_of({"C01": report})
    'fictitious'
    """
    invented = [r.title.endswith("（虚构）") for r in reports.values()]
    return (
        "fictitious"
        if invented and all(invented)
        else "mixed"
        if any(invented)
        else "user_supplied"
    )


def county_coding(county: County) -> pd.DataFrame:
    """A county's table ``coding`` in the shape of `toolkit.cases.code`, its text sliced from
    ``case_text``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("cases"))
    >>> toolkit.cases.county_coding(county)[["case", "code", "coder"]].head(2)
      case   code             coder
    0  C01  STUDY               key
    1  C01  STUDY  second_same_hand
    """
    texts = {k: r.text for k, r in from_county(county).items()}
    table = county["coding"].rename(columns={"case_id": "case"})
    table["text"] = [
        texts.get(c, "")[a:b] for c, a, b in zip(table["case"], table["start"], table["end"])
    ]
    return typed(table[COLUMNS])
