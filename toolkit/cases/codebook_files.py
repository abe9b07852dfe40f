"""Codebooks as files: YAML, Excel, CSV and REFI-QDA ``.qdc``, read and written as rows of codes."""

from __future__ import annotations

import re
import uuid
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd

from toolkit.cases.sources import CaseError
from toolkit.records import ReadingWarning, read_columns, writing
from toolkit.terms import heading, tr

_ORIGIN = "Exemplar Toolkit"
_QDA = "urn:QDA-XML:codebook:1.0"
FIELDS = ("code", "stage", "name", "definition", "name_en")


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


def _to_yaml(codes: list[dict], path: Path) -> Path:
    import yaml

    rows = [
        {f: c[f] for f in FIELDS}
        | {"rules": [{"strength": s, "pattern": p} for s, p in c["rules"]]}
        for c in codes
    ]
    return _write(
        path, yaml.safe_dump({"codes": rows}, allow_unicode=True, sort_keys=False, width=1000)
    )


def _frame(codes: list[dict]) -> pd.DataFrame:
    rows = [[c[f] for f in FIELDS] for c in codes]
    return pd.DataFrame(rows, columns=list(FIELDS), dtype="string")


def _write(path: Path, text: str) -> Path:
    with writing(path) as draft:
        draft.path.write_text(text, encoding="utf-8", newline="\n")
    return draft.final


def _from_csv(path: Path, sheets: int = 1) -> list[dict]:
    called = ("code_name", "label", *(heading("code_name", lang=g) for g in ("zh", "en")))
    names = {f: called if f == "name" else () for f in FIELDS}
    table = read_columns(path, names, ["code", "name"], sheets=sheets).fillna("")
    total = table["code"].str.fullmatch("(?:合|总|小)计|注.*|total")
    if total.any():
        raise CaseError(
            tr(
                f"{path.name} 第 {total.idxmax()} 行像合计或说明，不是编码：请删去这一行。",
                f"{path.name}: row {total.idxmax()} is a total or a note, no code: delete it.",
            )
        )
    return _said_where_twice(table)


def _said_where_twice(table: pd.DataFrame) -> list[dict]:
    """The rows; names that a stage has twice are said."""
    twice = table.loc[table.duplicated(["stage", "name"] if "stage" in table else ["name"]), "name"]
    if len(twice):
        listed = "、".join(twice.unique())
        message = tr(f"编码名称出现了两次：{listed}，请核对。", f"names used twice: {listed}.")
        warnings.warn(message, ReadingWarning, stacklevel=5)
    return table.to_dict("records")


def _to_csv(codes: list[dict], path: Path) -> Path:
    return _write(path, "\ufeff" + _frame(codes).to_csv(index=False, lineterminator="\n"))


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


def _to_excel(codes: list[dict], path: Path) -> Path:
    from toolkit.records import Sheet, write_book

    rules = pd.DataFrame(
        [(c["code"], s, p) for c in codes for s, p in c["rules"]],
        columns=["code", "strength", "pattern"],
    )
    return write_book(
        path,
        [
            Sheet(tr("编码表", "codebook"), _frame(codes).rename(columns={"name": "code_name"})),
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
            if child.get("isCodable", "true").strip().lower() in ("false", "0"):
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
    return _said_where_twice(pd.DataFrame(rows)) if rows else rows


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


def _to_qdc(codes: list[dict], path: Path) -> Path:
    ET.register_namespace("", _QDA)
    root = ET.Element(f"{{{_QDA}}}CodeBook", {"origin": _ORIGIN})
    under = ET.SubElement(root, f"{{{_QDA}}}Codes")
    stages: dict[str, ET.Element] = {}
    for code in codes:
        parent = under
        if code["stage"]:
            if code["stage"] not in stages:
                stages[code["stage"]] = ET.SubElement(
                    under,
                    f"{{{_QDA}}}Code",
                    {
                        "guid": _guid(f"stage {code['stage']}"),
                        "name": code["stage"],
                        "isCodable": "false",
                    },
                )
            parent = stages[code["stage"]]
        node = ET.SubElement(
            parent,
            f"{{{_QDA}}}Code",
            {
                "guid": _guid(code["code"]),
                "name": f"{code['code']} {code['name']}",
                "isCodable": "true",
            },
        )
        ET.SubElement(node, f"{{{_QDA}}}Description").text = code["definition"]
    ET.indent(root)
    return _write(
        path, '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")
    )


def _guid(name: str) -> str:
    # the same code keeps its identity from one export to the next
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"exemplar-toolkit/code/{name}"))


#: by the ending of a file's name: rows of codes (`FIELDS`, ``rules``) out of a file, and into one
READERS = {
    ".yaml": _from_yaml,
    ".yml": _from_yaml,
    ".xlsx": _from_excel,
    ".csv": _from_csv,
    ".qdc": _from_qdc,
}
WRITERS = {
    ".yaml": _to_yaml,
    ".yml": _to_yaml,
    ".xlsx": _to_excel,
    ".csv": _to_csv,
    ".qdc": _to_qdc,
}
