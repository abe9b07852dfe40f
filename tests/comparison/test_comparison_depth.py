"""Selecting cases beside R SetMethods: which cases, at what distance, in which order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from test_comparison_peers import family, table_of

from toolkit import comparison as qca

pytestmark = pytest.mark.filterwarnings("ignore::toolkit.comparison.ComparisonWarning")
#: R rounds distances to two digits in some tables
ROUNDED = 0.011


def rows(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one of R's tables, without its padding."""
    found = block.get("rows")
    return [r for r in found if next(iter(r.values()))] if isinstance(found, list) else []


def blocks(part: Any) -> list[dict[str, Any]]:
    if not isinstance(part, list):
        return []
    return [b for p in part for b in (p if isinstance(p, list) else [p]) if isinstance(b, dict)]


def of(table: pd.DataFrame, title: str) -> pd.DataFrame:
    """Rows of one term or expression, however its literals are ordered."""

    def key(text: str) -> tuple[frozenset[str], ...]:
        return tuple(sorted((frozenset(t.split("*")) for t in text.split(" + ")), key=sorted))

    wanted = key(str(qca.Expression.read(title)))
    return table[table["term"].isin([t for t in table["term"].unique() if key(t) == wanted])]


def solved(ref: dict[str, Any]) -> qca.Solution:
    kind = "parsimonious" if ref["args"]["include"] else "complex"
    return qca.minimise(table_of(ref), kind)


def distances(table: pd.DataFrame) -> dict[tuple[str, ...], float]:
    names = [c for c in ("case", "other") if c in table]
    return dict(zip(table[names].itertuples(index=False, name=None), table["best"]))


def check_pairs(table: pd.DataFrame, wanted: list[dict[str, Any]], names: tuple[str, str]) -> None:
    mine = distances(table)
    for row in wanted:
        pair = tuple(row[n] for n in names)
        found = mine.get(pair, mine.get(pair[::-1]))
        assert found == pytest.approx(row["Best"], abs=ROUNDED), pair


@family("smmr")
def test_single_cases(ref: dict[str, Any]) -> None:
    found, single = qca.case_selection(solved(ref)), ref["result"]["sufficiency_single"]
    mine, wanted = solved(ref).memberships(), ref["result"]["memberships"]
    assert mine["overall"].tolist() == pytest.approx(wanted["solution_formula"])
    by_term = {frozenset(t.split("*")): mine[t].tolist() for t in mine.columns}
    for term in ref["result"]["solution"]["terms"]:
        assert by_term[frozenset(term.split("*"))] == pytest.approx(wanted[term])
    for part, name, case in (
        ("typical_1", "typical", "Case"),
        ("deviant_consistency_3", "deviant_consistency", "Cases"),
    ):
        listed = [r for b in blocks(single[part]) for r in rows(b)]
        for term in {r["Term"] for r in listed}:
            mine = distances(of(found[name], term))
            wanted = {(r[case],): r["Best"] for r in listed if r["Term"] == term}
            assert mine == pytest.approx(wanted, abs=ROUNDED)
    listed = [r for b in blocks(single["deviant_coverage_4"]) for r in rows(b)]
    mine = distances(found["deviant_coverage"])
    assert mine == pytest.approx({(r["Case"],): r["Best"] for r in listed}, abs=ROUNDED)
    listed = [r for b in blocks(single["irrelevant_5"]) for r in rows(b)]
    assert sorted(found["irrelevant"]["case"]) == sorted(r["Case"] for r in listed)


@family("smmr")
def test_focal_conjuncts(ref: dict[str, Any]) -> None:
    found = qca.case_selection(solved(ref))["focal"]
    for block in blocks(ref["result"]["sufficiency_single"]["typical_focal_2"]):
        wanted = rows(block)
        focal = found[found["focal"] == block["title"].split()[-1]] if wanted else found[:0]
        groups = [g["case"].tolist() for _, g in focal.groupby("term")]
        assert not wanted or [r["Case"] for r in wanted] in groups
        for row in wanted:
            mine = focal[focal["case"] == row["Case"]]
            assert (abs(mine["best"] - row["Best"]) < ROUNDED).any()
            if "Rank" in row and row["Rank"] != "-":
                same = mine[abs(mine["x"] - row["FC"]) < 1e-9]
                assert set(same["rank"]) >= {row["Rank"]} and row["CleanCorr"] in set(same["clean"])


@family("smmr")
def test_focal_pairs(ref: dict[str, Any]) -> None:
    """Best matched pairs for each literal of the first term: which, in which order, and why."""
    s, match = solved(ref), ref["result"]["sufficiency_match"]
    found = qca.case_selection(s)
    first = ref["result"]["solution"]["terms"][0]
    for part, name, names in (
        ("typ_typ_focal_1", "focal_typical", ("TYP1", "TYP2")),
        ("typ_iir_focal_2", "focal_irrelevant", ("TYP", "IIR")),
    ):
        table = of(found[name], first)
        for block in blocks(match[part]):
            wanted = rows(block)
            if not wanted:  # R's own error where a term of one literal has one typical case
                assert "error" in block and table.empty
                continue
            mine = table[table["focal"] == block["title"].split()[-1]]
            assert list(zip(mine["case"], mine["other"])) == [
                tuple(r[n] for n in names) for r in wanted
            ]
            assert mine["best"].tolist() == pytest.approx([r["Best"] for r in wanted], abs=1e-3)
            for (_, row), r in zip(mine.iterrows(), wanted):
                both = {"both": (True, True), "none": (False, False)}
                sides = {names[0].lower(): (True, False), names[1].lower(): (False, True)}
                assert (row["consistent"], row["other_consistent"]) == (both | sides)[r["FC<=Y"]]
                if r["PairRank"] != "-":  # a term of one literal has no others to look at
                    clean = (row["clean"], row["other_clean"])
                    assert (row["rank"], clean) == (r["PairRank"], (both | sides)[r["CleanCorr"]])
                if "GlobUncov" in r:
                    unique = (row["unique"], row["uncovered"])
                    assert unique == (r["UniqCov"], r["GlobUncov"])
                else:
                    assert (row["unique"], row["other_unique"]) == (both | sides)[r["UniqCov"]]


@family("smmr")
def test_pairs_of_cases(ref: dict[str, Any]) -> None:
    few, every = (qca.case_selection(solved(ref), pairs=n) for n in (5, 10_000))
    match = ref["result"]["sufficiency_match"]
    for part, name, names, ordered in (
        ("typ_typ_5", "typical_typical", ("TYP1", "TYP2"), True),
        ("typ_dcn_3", "typical_deviant_consistency", ("TYP", "DCONS"), True),
        ("typ_iir_6", "typical_irrelevant", ("TYP", "IIR"), False),
    ):
        for block in blocks(match[part]):
            title, wanted = block["title"].removeprefix("Term "), rows(block)
            check_pairs(of(every[name], title), wanted, names)
            if ordered:
                mine = list(distances(of(few[name], title)))
                assert mine == [tuple(r[n] for n in names) for r in wanted]
    wanted = [r for b in blocks(match["dcv_iir_4"]) for r in rows(b)]
    check_pairs(every["deviant_coverage_irrelevant"], wanted, ("DCOV", "IIR"))
    covered = every["typical_irrelevant"]
    x = solved(ref).memberships().drop(columns="overall")
    inside = (x > 0.5).any(axis=1)
    assert covered["covered"].tolist() == [bool(inside[c]) for c in covered["other"]]


@family("smmr")
def test_cases_for_necessity(ref: dict[str, Any]) -> None:
    s, result = solved(ref), ref["result"]
    for part in ("single", "union", "product"):
        single, match = result["necessity_single"][part], result["necessity_match"][part]
        found = qca.case_selection(s, necessary=single["nec_cond"], pairs=10_000)
        for name, table in (
            ("typical_1", "typical"),
            ("deviant_consistency_2", "deviant_consistency"),
            ("deviant_relevance_3", "deviant_relevance"),
        ):
            for block in blocks(single[name]):
                mine = distances(of(found[table], block["title"]))
                wanted = {(r["Case"],): r["Best"] for r in rows(block)}
                assert mine == pytest.approx(wanted, abs=ROUNDED), (part, name, block["title"])
        for name, table, names in (
            ("typ_drel_1", "typical_deviant_relevance", ("TYP", "DREL")),
            ("typ_dcn_2", "typical_deviant_consistency", ("TYP", "DCONS")),
            ("typ_iir_3", "typical_irrelevant", ("TYP", "IIR")),
            ("typ_typ_4", "typical_typical", ("TYP1", "TYP2")),
        ):
            for block in blocks(match[name]):
                check_pairs(of(found[table], block["title"]), rows(block), names)
    assert found.says()


@family("smmr")
def test_a_deviant_case_beside_its_row(ref: dict[str, Any]) -> None:
    s = solved(ref)
    table, m = s.table, s.table.memberships
    y = dict(zip(m.cases, m.y))
    roles = qca.case_roles(s)
    deviant = roles.loc[roles["role"].astype(str).str.startswith("deviant"), "case"]
    found = qca.row_partners(s)
    assert len(deviant) and list(dict.fromkeys(found["case"])) == deviant.tolist()
    for case, rows_ in found.groupby("case"):
        row = dict(zip(m.cases, table.row_of))[case]
        across = {c for c in table.cases(row) if (y[c] > 0.5) != (y[case] > 0.5)}
        assert set(rows_["other"].dropna()) == across and set(rows_["row"]) == {row}
        assert rows_["apart"].is_monotonic_increasing or not across
        corner = {c: int(table.rows.loc[row, c]) for c in table.conditions}
        shares = rows_["shares"].iloc[0]
        assert set(shares.split("*")) == {c if v else f"~{c}" for c, v in corner.items()}
    assert found["other"].notna().any()


def test_a_deviant_case_without_a_partner_or_a_row_is_listed() -> None:
    data = pd.DataFrame(
        {"A": [1, 1, 1, 0, 0, 0.5], "B": [1, 1, 1, 0, 1, 0], "Y": [1, 1, 0, 0, 1, 1]},
        index=list("abcdef"),
    )
    table = qca.truth_table(data, "Y", ["A", "B"], incl_cut=0.6, half="drop")
    # row 4 leads to the outcome with c against it; e alone has its row, f none
    s = qca.minimise(table.set_out([2], 0), "complex")
    found = qca.row_partners(s).set_index("case")
    assert found.loc["c", "other"].tolist() == ["a", "b"]
    assert pd.isna(found.loc["e", "other"]) and found.loc["e", "shares"] == "~A*B"
    assert pd.isna(found.loc["f", "row"]) and not found.loc["f", "shares"]
