"""One way in for every command: a county as it is, or an office's ledger read as one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from toolkit.progress import waiting
from toolkit.records.book_reading import read_book
from toolkit.records.county import County
from toolkit.records.file_problems import FileProblem
from toolkit.records.headings import SEARCHED_ROWS, table_called
from toolkit.records.ledgers.answers import QUESTIONS_SHEET, ledger_of, read_answers
from toolkit.records.ledgers.grid import Grid
from toolkit.records.ledgers.ledger import Ledger
from toolkit.records.ledgers.reading import read_ledger
from toolkit.records.ledgers.remembering import mapping_beside
from toolkit.records.ledgers.standing import is_template
from toolkit.records.ledgers.wording import reason_said
from toolkit.records.problems import COLUMNS
from toolkit.terms import tr

#: endings under which an office may keep a ledger
LEDGERS = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".txt", ".docx")


@dataclass
class Source:
    """What a command was given.

    Attributes
    ----------
    county : County
        To go on with.
    ledger : Ledger, optional
        Where the source was an office's ledger.
    says : list of str
        What to print first: which of the two it is, and what follows from that.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import records
    >>> source = records.open_source(toolkit.dataset("qinglan_60"))
    >>> source.ledger is None, len(source.county["organisation"])
    (True, 60)
    """

    county: County
    ledger: Ledger | None = None
    says: list[str] = field(default_factory=list)

    def lacking(self) -> list[str]:
        """What a plan would need and a ledger does not say, each with what stands in for it."""
        orgs, found = self.county["organisation"], []
        if "rating" not in self.county:
            found.append(
                tr(
                    "没有“定级”：谁算先进看不出，先进带后进这一种排不出帮扶方",
                    "no ratings: nobody counts as advanced, so that channel has no helpers",
                )
            )
        if orgs[["lon", "lat"]].isna().any(axis=None):
            found.append(
                tr(
                    "没有坐标：同乡镇优先，距离不作比较",
                    "no coordinates: the same township comes first, distance is not compared",
                )
            )
        if orgs["needs"].isna().all() or orgs["offers"].isna().all():
            found.append(
                tr(
                    "没有“需求”和“可供支持”：每个单位各种方式需要几个帮扶方，按规则的默认值",
                    "no needs and offers: how many helpers a unit needs is the rules' default",
                )
            )
        if orgs["capacity"].isna().any():
            found.append(
                tr(
                    "没有“帮扶能力”：按规则的默认值",
                    "no capacities: the rules' defaults are taken",
                )
            )
        blank = int((orgs["sector"] == "other").sum())
        if blank:
            found.append(
                tr(
                    f"{blank} 个单位的领域看不出（暂记“其他”），不会被排作帮扶方",
                    f"the sector of {blank} units is unknown: they are not planned as helpers",
                )
            )
        return found


def is_county(source: str | os.PathLike[str]) -> bool:
    """Whether a source is a county's records: a folder, or a workbook with a sheet or headings of
    the template. Whatever cannot be opened counts as one, so that its errors are a county's.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import records
    >>> records.is_county(toolkit.dataset("qinglan_60"))
    True
    """
    path = Path(source)
    if path.is_dir() or path.suffix.lower() not in LEDGERS or not path.is_file():
        return True
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return table_called(path.stem) is not None
    try:
        sheets = read_book(path, top=SEARCHED_ROWS)
    except (FileProblem, OSError):
        return False  # an old .xls under a new name, a picture: its reader says what it is
    return is_template([Grid(s.name, s.cells.to_numpy().tolist(), s.hidden) for s in sheets])


def open_source(source: str | os.PathLike[str]) -> Source:
    """Open a county's records, or read an office's ledger and go on with the safe reading.

    Parameters
    ----------
    source : path
        A folder or workbook of records, or a ledger in any form that `read_ledger` takes; a mapping
        kept beside the ledger is used.

    Raises
    ------
    RecordError
        A county with errors, with ``.problems``; or a file that is neither county nor ledger, with
        one sentence that says what it is.

    Examples
    --------
    >>> from toolkit import dataset
    >>> from toolkit.records import open_source
    >>> open_source(dataset("qinglan_60")).ledger is None
    True
    """
    path = Path(source)
    with waiting(tr("读入数据", "reading the records")):
        if is_county(path):
            county = County.load(path)
            return Source(county, None, _county_says(path))
        ledger = read_ledger(path, mapping_beside(path))
        return Source(ledger.county(), ledger, ledger_says(ledger))


def _county_says(path: Path) -> list[str]:
    if path.is_dir():
        return []
    said = [tr(f"{path.name} 是县级记录。", f"{path.name} holds a county's records.")]
    unused = len(read_answers(path)) if ledger_of(path) else 0
    if unused:
        said.append(
            tr(
                f"“{QUESTIONS_SHEET[0]}”表里有 {unused} 个回答还没有用上："
                f"请运行 toolkit ledger {path.name}。",
                f"{unused} answers on its sheet of questions are not used yet: run toolkit "
                f"ledger {path.name}.",
            )
        )
    return said


def ledger_says(ledger: Ledger) -> list[str]:
    """What a command prints before it goes on with a ledger."""
    said = [
        tr(
            f"{ledger.source} 是台账（不是按模板填的县级记录），按稳妥的读法继续。",
            f"{ledger.source} is an office's ledger, not records on the template; going on with "
            f"the safe reading.",
        ),
        *ledger.says(),
        *ledger.remarks(),
    ]
    if ledger.questions:
        said.append(
            tr(
                f"有 {len(ledger.questions)} 处要问，见 toolkit ledger。",
                f"questions open: {len(ledger.questions)}; see toolkit ledger.",
            )
        )
    return said


def ledger_problems(ledger: Ledger) -> pd.DataFrame:
    """Questions and rows left out as warnings, in the shape of `toolkit.check`.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     ledger = records.read_ledger(folder + "/台账.xlsx")
    >>> len(records.ledger_problems(ledger)) == len(ledger.questions) + len(ledger.skipped)
    True
    """
    asked = [("", pd.NA, said) for said in ledger.remarks()]
    asked += [("", pd.NA, q.said) for q in ledger.questions]
    left = [
        (s, r, reason_said(why)) for s, r, why in ledger.skipped.itertuples(index=False, name=None)
    ]
    frame = pd.DataFrame([*asked, *left], columns=["sheet", "row", "reason"])
    empty = dict.fromkeys(("table", "column", "value", "heading", "cell"), "")
    frame = frame.assign(severity="warning", **empty)[list(COLUMNS)]
    return frame.astype({c: "string" for c in COLUMNS if c != "row"}).astype({"row": "Int64"})
