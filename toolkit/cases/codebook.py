"""The codebook: practice codes with their definitions and rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from toolkit.cases.codebook_files import FIELDS, READERS, WRITERS
from toolkit.cases.sources import CaseError
from toolkit.terms import read_data, tr

__all__ = ["Code", "Codebook", "default_codebook"]


@dataclass(frozen=True)
class Code:
    """One practice code. `rules`: (strength, regular expression read on simplified text); a rule of
    strength 0
    says what is *not* the practice (荣获…称号 is no awarding).

    Examples
    --------
    >>> from toolkit import cases
    >>> pledge = cases.default_codebook()["PLEDGE"]
    >>> pledge.name, pledge.stage
    ('公开承诺践诺', '培育')
    """

    code: str
    stage: str
    name: str
    definition: str
    rules: tuple[tuple[float, str], ...] = field(default=(), repr=False)
    name_en: str = ""

    @property
    def label(self) -> str:
        """The name in the reader's language; without an English one the code."""
        return tr(self.name, self.name_en or self.code)

    @property
    def stage_label(self) -> str:
        """The stage in the reader's language, where it is one of the shipped ones."""
        return tr(self.stage, _shipped_english().get(self.stage, self.stage))

    @property
    def meaning(self) -> str:
        """The definition in the reader's language; one that people mended stays as they wrote
        it."""
        return tr(self.definition, _shipped_english().get(self.definition, self.definition))


@dataclass(frozen=True)
class Codebook:
    """Codes in order; ``book["PLEDGE"].name`` is 公开承诺践诺.

    Examples
    --------
    >>> from toolkit import cases
    >>> book = cases.default_codebook()
    >>> len(book.codes), book["PLEDGE"].name
    (26, '公开承诺践诺')
    """

    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        names = [c.code for c in self.codes]
        double = sorted({n for n in names if names.count(n) > 1})
        if not names or double or not all(re.fullmatch(r"\w{1,40}", n) for n in names):
            raise CaseError(
                tr(
                    f"编码表须有编码，且每个编码只用一次、只含字母数字："
                    f"{', '.join(double) or names}",
                    f"A codebook needs codes, each once, of letters and digits: "
                    f"{', '.join(double) or names}",
                )
            )
        for c in self.codes:
            for strength, pattern in c.rules:
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise CaseError(
                        tr(
                            f"编码 {c.code} 的规则写错了：{error}",
                            f"A rule of {c.code} cannot be read: {error}",
                        )
                    ) from error
                if not 0 <= strength <= 1:
                    raise CaseError(
                        tr(
                            f"编码 {c.code} 的规则强度须在 0 与 1 之间",
                            f"The strength of a rule of {c.code} must lie in 0..1",
                        )
                    )

    def __getitem__(self, code: str) -> Code:
        for c in self.codes:
            if c.code == code:
                return c
        raise CaseError(tr(f"编码表里没有 {code}", f"The codebook has no code {code}"))

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def labels(self) -> dict[str, str]:
        """Code → its name in the reader's language."""
        return {c.code: c.label for c in self.codes}

    @property
    def frame(self) -> pd.DataFrame:
        """``code, stage, name, definition, name_en``."""
        return pd.DataFrame(
            [[getattr(c, f) for f in FIELDS] for c in self.codes],
            columns=list(FIELDS),
            dtype="string",
        )

    @classmethod
    def of(cls, given: Codebook | pd.DataFrame | Path | str | None) -> Codebook:
        """A codebook as it is, from a table (``code, stage, name, definition``) or from a file;
        None is the shipped one."""
        if given is None:
            return default_codebook()
        if isinstance(given, pd.DataFrame):
            return cls(
                tuple(
                    _code({str(k): v for k, v in r.items()})
                    for r in given.fillna("").to_dict("records")
                )
            )
        return given if isinstance(given, Codebook) else cls.load(given)

    @classmethod
    def load(cls, path: Path | str) -> Codebook:
        """Read ``.yaml``, ``.xlsx``, ``.csv`` or REFI-QDA ``.qdc``; what a shipped code leaves out,
        rules or English name, is filled in."""
        path = Path(path)
        if path.suffix.lower() not in READERS:
            raise CaseError(
                tr(
                    f"编码表可用 {'、'.join(READERS)}，不是 {path.suffix}",
                    f"A codebook is {', '.join(READERS)}, not {path.suffix}",
                )
            )
        return cls(tuple(_code(row) for row in READERS[path.suffix.lower()](path)))

    def save(self, path: Path | str) -> Path:
        """Write the kind of file that the name asks for (same kinds as `load`); returns the path
        written."""
        path = Path(path)
        if path.suffix.lower() not in WRITERS:
            raise CaseError(
                tr(
                    f"编码表可存为 {'、'.join(WRITERS)}",
                    f"A codebook is saved as {', '.join(WRITERS)}",
                )
            )
        rows = [{f: getattr(c, f) for f in FIELDS} | {"rules": c.rules} for c in self.codes]
        return WRITERS[path.suffix.lower()](rows, path)


@cache
def _shipped_names() -> dict[tuple[str, str], str]:
    return {
        (r["code"], r["name"]): r["name_en"] for r in read_data("codebook.csv", "toolkit.cases")
    }


@cache
def _shipped_english() -> dict[str, str]:
    """Shipped stages and definitions → their English."""
    rows = list(read_data("codebook.csv", "toolkit.cases"))
    return {r[c]: r[f"{c}_en"] for r in rows for c in ("stage", "definition")}


@cache
def _shipped_rules() -> dict[str, tuple[tuple[float, str], ...]]:
    out: dict[str, tuple[tuple[float, str], ...]] = {}
    for r in read_data("coding_rules.csv", "toolkit.cases"):
        out[r["code"]] = (*out.get(r["code"], ()), (float(r["strength"]), r["pattern"]))
    return out


def _code(row: dict) -> Code:
    values = {f: str(row.get(f) or "").strip() for f in FIELDS}
    if not values["code"] or not (values["name"] or values["definition"]):
        raise CaseError(
            tr(
                f"编码表的一行缺 code 或 name：{row}",
                f"A row of the codebook lacks its code or name: {row}",
            )
        )
    values["name_en"] = values["name_en"] or _shipped_names().get(
        (values["code"], values["name"]), ""
    )
    rules = tuple((float(s), str(p)) for s, p in row.get("rules") or ())
    return Code(**values, rules=rules or _shipped_rules().get(values["code"], ()))


@cache
def default_codebook() -> Codebook:
    """The 26 practice codes that are shipped, with their rules."""
    return Codebook(tuple(_code(dict(r)) for r in read_data("codebook.csv", "toolkit.cases")))
