"""The codebook: practice codes with their definitions and rules; editable as YAML or Excel,
exchanged as REFI-QDA ``.qdc``."""

from __future__ import annotations

import re
import uuid
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from toolkit.cases.sources import CaseError
from toolkit.records import ReadingWarning, read_columns, writing
from toolkit.terms import heading, read_data, tr

__all__ = ["Code", "Codebook", "default_codebook"]

_ORIGIN = "Exemplar Toolkit"
_QDA = "urn:QDA-XML:codebook:1.0"
_FIELDS = ("code", "stage", "name", "definition", "name_en")


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
            [[getattr(c, f) for f in _FIELDS] for c in self.codes],
            columns=list(_FIELDS),
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
        readers = {
            ".yaml": _from_yaml,
            ".yml": _from_yaml,
            ".xlsx": _from_excel,
            ".csv": _from_csv,
            ".qdc": _from_qdc,
        }
        if path.suffix.lower() not in readers:
            raise CaseError(
                tr(
                    f"编码表可用 {'、'.join(readers)}，不是 {path.suffix}",
                    f"A codebook is {', '.join(readers)}, not {path.suffix}",
                )
            )
        return cls(tuple(_code(row) for row in readers[path.suffix.lower()](path)))

    def save(self, path: Path | str) -> Path:
        """Write the kind of file that the name asks for (same kinds as `load`); returns the path
        written."""
        path = Path(path)
        writers = {
            ".yaml": _to_yaml,
            ".yml": _to_yaml,
            ".xlsx": _to_excel,
            ".csv": _to_csv,
            ".qdc": _to_qdc,
        }
        if path.suffix.lower() not in writers:
            raise CaseError(
                tr(
                    f"编码表可存为 {'、'.join(writers)}",
                    f"A codebook is saved as {', '.join(writers)}",
                )
            )
        return writers[path.suffix.lower()](self, path)


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
    values = {f: str(row.get(f) or "").strip() for f in _FIELDS}
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


def _from_yaml(path: Path) -> list[dict]:
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except yaml.YAMLError as error:
        raise CaseError(
            tr(f"{path.name} 不是可读的 YAML：{error}", f"{path.name} is no readable YAML: {error}")
        ) from error
    rows = data.get("codes") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise CaseError(
            tr(f"{path.name} 应含 codes: 列表", f"{path.name} should hold a list under codes:")
        )
    return [
        r | {"rules": [(x["strength"], x["pattern"]) for x in r.get("rules") or ()]} for r in rows
    ]


def _to_yaml(book: Codebook, path: Path) -> Path:
    import yaml

    rows = [
        {f: getattr(c, f) for f in _FIELDS}
        | {"rules": [{"strength": s, "pattern": p} for s, p in c.rules]}
        for c in book
    ]
    return _write(
        path, yaml.safe_dump({"codes": rows}, allow_unicode=True, sort_keys=False, width=1000)
    )


def _write(path: Path, text: str) -> Path:
    with writing(path) as draft:
        draft.path.write_text(text, encoding="utf-8", newline="\n")
    return draft.final


def _from_csv(path: Path, sheets: int = 1) -> list[dict]:
    called = ("code_name", "label", *(heading("code_name", lang=g) for g in ("zh", "en")))
    names = {f: called if f == "name" else () for f in _FIELDS}
    table = read_columns(path, names, ["code", "name"], sheets=sheets).fillna("")
    total = table["code"].str.fullmatch("(?:合|总|小)计|注.*|total")
    if total.any():
        raise CaseError(
            tr(
                f"{path.name} 第 {total.idxmax()} 行像合计或说明，不是编码：请删去这一行。",
                f"{path.name}: row {total.idxmax()} is a total or a note, no code: delete it.",
            )
        )
    twice = table.loc[table.duplicated(["stage", "name"] if "stage" in table else ["name"]), "name"]
    if len(twice):
        listed = "、".join(twice.unique())
        message = tr(f"编码名称出现了两次：{listed}，请核对。", f"names used twice: {listed}.")
        warnings.warn(message, ReadingWarning, stacklevel=4)
    return table.to_dict("records")


def _to_csv(book: Codebook, path: Path) -> Path:
    return _write(path, "\ufeff" + book.frame.to_csv(index=False, lineterminator="\n"))


def _from_excel(path: Path) -> list[dict]:
    from toolkit.records import read_book, table_from

    sheets = [s for s in read_book(path) if not s.hidden]
    table = _from_csv(path, sheets=2)
    rules = (
        table_from(sheets[1], ["code", "strength", "pattern"])
        if len(sheets) > 1
        else pd.DataFrame()
    )
    own = (
        [(r["code"], (r["strength"], r["pattern"])) for r in rules.to_dict("records")]
        if "pattern" in rules
        else []
    )
    return [r | {"rules": [rule for code, rule in own if code == r["code"]]} for r in table]


def _to_excel(book: Codebook, path: Path) -> Path:
    from toolkit.records import Sheet, write_book

    rules = pd.DataFrame(
        [(c.code, s, p) for c in book for s, p in c.rules], columns=["code", "strength", "pattern"]
    )
    return write_book(
        path,
        [
            Sheet(tr("编码表", "codebook"), book.frame.rename(columns={"name": "code_name"})),
            Sheet(tr("规则", "rules"), rules),
        ],
    )


def _from_qdc(path: Path) -> list[dict]:
    text = _xml_text(path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise CaseError(
            tr(f"{path.name} 含外部实体，不读。", f"{path.name} declares entities and is not read.")
        )
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise CaseError(
            tr(f"{path.name} 不是可读的 .qdc：{error}", f"{path.name} is no readable .qdc: {error}")
        ) from error
    space = root.tag.partition("}")[0] + "}" if "}" in root.tag else ""
    rows: list[dict] = []
    ours = root.get("origin") == _ORIGIN

    def walk(node: ET.Element, stage: str) -> None:
        for child in node.findall(f"{space}Code"):
            name = child.get("name", "").strip()
            if child.get("isCodable", "true") == "false":
                walk(child, name)
                continue
            # only this toolkit writes a code before the name; of others the name is whole
            code, _, label = name.partition(" ") if ours else ("", "", "")
            known = re.fullmatch(r"\w+", code) and label.strip()
            rows.append(
                {
                    "code": code if known else f"C{len(rows) + 1:02d}",
                    "stage": stage,
                    "name": label.strip() if known else name,
                    "definition": child.findtext(f"{space}Description") or "",
                }
            )
            walk(child, stage or name)

    try:
        walk(root.find(f"{space}Codes") or root, "")
    except RecursionError:
        raise CaseError(
            tr(f"{path.name} 的编码嵌套过深，不读。", f"{path.name} nests codes too deeply.")
        ) from None
    return rows


def _xml_text(path: Path) -> str:
    """An XML file's text in the encoding that it marks or declares, without the declaration."""
    data = path.read_bytes()
    declared = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", data)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode(
            "utf-16" if wide else declared[1].decode() if declared else "utf-8"
        ).lstrip("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise CaseError(
            tr(
                f"{path.name} 不是它自称的编码，读不出来：请重新导出为 UTF-8。",
                f"{path.name} is not in the encoding it declares: export it again as UTF-8.",
            )
        ) from error
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _to_qdc(book: Codebook, path: Path) -> Path:
    ET.register_namespace("", _QDA)
    root = ET.Element(f"{{{_QDA}}}CodeBook", {"origin": _ORIGIN})
    codes = ET.SubElement(root, f"{{{_QDA}}}Codes")
    stages: dict[str, ET.Element] = {}
    for c in book:
        parent = codes
        if c.stage:
            if c.stage not in stages:
                stages[c.stage] = ET.SubElement(
                    codes,
                    f"{{{_QDA}}}Code",
                    {"guid": _guid(f"stage {c.stage}"), "name": c.stage, "isCodable": "false"},
                )
            parent = stages[c.stage]
        node = ET.SubElement(
            parent,
            f"{{{_QDA}}}Code",
            {"guid": _guid(c.code), "name": f"{c.code} {c.name}", "isCodable": "true"},
        )
        ET.SubElement(node, f"{{{_QDA}}}Description").text = c.definition
    ET.indent(root)
    return _write(
        path, '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")
    )


def _guid(name: str) -> str:
    # the same code keeps its identity from one export to the next
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"exemplar-toolkit/code/{name}"))
