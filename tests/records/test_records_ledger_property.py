"""Ledgers drawn from their families, shuffled and dirtied: pairs in are pairs out, none is
invented, and no value of a person's column stands in anything that comes out."""

import contextlib
import io
import json
import logging
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import book, text

from toolkit.cli.entry import main
from toolkit.records import read_ledger, write_page

_FIRST = "前后东西上下"
_VILLAGES = [f"{a}{b}村" for a in _FIRST for b in "川溪坪岭"]
_OFFICES = [f"县{name}局" for name in ("财政", "林业", "司法", "民政", "审计", "统计", "气象")]
_FIRMS = [f"{a}{b}有限公司" for a in ("恒禾", "云岭", "青禾") for b in ("建材", "茶业")]
_NAMES = [
    f"{a}{b}" for a in ("柏", "颜", "欧阳", "钟离", "苗", "应") for b in ("松年", "如竹", "静")
]
_EMPTY = st.sampled_from([None, "", "/", "无", "—"])


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, list[list[object]], set[tuple[str, str]], set[str]]:
    """(family, rows, pairs, persons) of a ledger."""
    villages = draw(st.lists(st.sampled_from(_VILLAGES), min_size=2, max_size=7, unique=True))
    helps: dict[str, list[str]] = {}
    for village in villages:
        pool = st.sampled_from(_OFFICES + _FIRMS)
        helps[village] = draw(st.lists(pool, max_size=3, unique=True))
    if not any(helps.values()):
        helps[villages[0]] = [_OFFICES[0]]
    pairs = {(h, v) for v, found in helps.items() for h in found}
    family = draw(st.sampled_from(["row", "helper", "matrix", "text"]))
    persons: set[str] = set()

    def person() -> str:
        name = draw(st.sampled_from(_NAMES))
        phone = f"138{draw(st.integers(10_000_000, 99_999_999))}"
        persons.update((name, phone))
        return draw(st.sampled_from([name, phone, f"{name} {phone}"]))

    sign = draw(st.sampled_from(["、", "，", "\n", "；"] if family != "text" else ["、", "；"]))
    if family == "matrix":
        heads = sorted({h for h, _ in pairs} | {_OFFICES[-1], _OFFICES[-2]})
        rows = [["后进村", *heads]]
        rows += [[v, *("√" if h in helps[v] else None for h in heads)] for v in villages]
        return family, [["2024年单位联系后进村表"], *rows], pairs, persons
    if family == "helper":
        head = ["序号", "帮扶单位", "联系人", "受帮扶村"]
        rows = []
        for h in sorted({h for h, _ in pairs}):
            served = sign.join(v for v in villages if h in helps[v])
            rows.append([len(rows) + 1, h, person(), served])
    else:
        head = ["序号", "受帮扶村", "帮扶单位", "负责人及电话"]
        rows = []
        for v in villages:
            cell = sign.join(helps[v]) or draw(st.sampled_from(["/", "无", "—"]))
            if helps[v] and draw(st.booleans()):
                name = draw(st.sampled_from(_NAMES))
                persons.add(name)
                cell = f"{name}，{cell}"
            rows.append([len(rows) + 1, v, cell, person()])
    rows = draw(st.permutations(rows))
    order = draw(st.permutations(range(1, 4)))
    rows = [[row[0], *(row[j] for j in order)] for row in rows]
    head = [head[0], *(head[j] for j in order)]
    rows = [list(row) for row in rows]
    if draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), [])
    if draw(st.booleans()):
        rows.append(["合计", None, f"{len(villages)}个", None])
    if draw(st.booleans()):
        rows.append([f"填表人：{person()}"])
    title = [draw(st.sampled_from(["2024年结对帮扶台账", "结对帮扶名单（截至2024年6月）"]))]
    return family, [title, head, *rows], pairs, persons


def written(folder: str, drawn) -> Path:  # type: ignore[no-untyped-def]
    """The file of a drawn ledger."""
    family, rows, *_ = drawn
    path = Path(folder) / ("台账.csv" if family == "text" else "台账.xlsx")
    return text(path, rows) if family == "text" else book(path, 表=rows)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers())
def test_pairs_in_are_pairs_out_and_no_person_comes_out(drawn) -> None:  # type: ignore[no-untyped-def]
    *_, pairs, persons = drawn
    caught = io.StringIO()
    handler = logging.StreamHandler(caught)
    logging.getLogger().addHandler(handler)
    try:
        with tempfile.TemporaryDirectory() as folder:
            ledger = read_ledger(written(folder, drawn))
            page = write_page(ledger, Path(folder) / "page.html").read_text(encoding="utf-8")
            county = ledger.county()
    finally:
        logging.getLogger().removeHandler(handler)
    assert set(zip(ledger.pairings["helper"], ledger.pairings["recipient"])) == pairs
    assert len(ledger.pairings) == len(pairs)
    frames = [ledger.columns, ledger.skipped, ledger.origins, *(county[t] for t in county.tables)]
    out = [caught.getvalue(), page, json.dumps(ledger.mapping, ensure_ascii=False)]
    out += [f.to_csv() for f in frames] + [q.sentence + q.english for q in ledger.questions]
    assert [p for p in persons if p in "\n".join(out)] == []


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers())
def test_no_person_stands_in_what_the_command_prints_and_writes(drawn) -> None:  # type: ignore[no-untyped-def]
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, drawn)
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            assert main(["ledger", str(path), "--lang", "en"]) == 0
        made = [p for p in Path(folder).iterdir() if p != path]
        assert {p.suffix for p in made} == {".xlsx", ".html", ".json"}
        texts = [p.read_text(encoding="utf-8") for p in made if p.suffix != ".xlsx"]
        for whole in (p for p in made if p.suffix == ".xlsx"):
            with zipfile.ZipFile(whole) as z:
                texts += [z.read(name).decode("utf-8", "replace") for name in z.namelist()]
    assert [p for p in drawn[-1] if p in "\n".join([said.getvalue(), *texts])] == []
