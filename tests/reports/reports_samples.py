"""A small fictitious county with hostile cells, and a small public one with waves."""

import pandas as pd

from toolkit import reports

SCRIPT = "<script>alert(1)</script>镇"
FORMULA = "=cmd|' /C calc'!A0（虚构）"


def small_tables(nature: str = "fictitious") -> dict[str, pd.DataFrame]:
    """Twelve organisations, pairs over three years, ratings, commitments, flags, exemplars."""
    mark = "（虚构）" if nature == "fictitious" else ""
    n = 12
    names = [
        FORMULA if nature == "fictitious" else "甲支部",
        *(f"村{i}党支部{mark}" for i in range(1, n)),
    ]
    organisation = pd.DataFrame({"org_id": [f"{i:03d}" for i in range(n)], "name": names})
    organisation = organisation.assign(
        level="branch",
        sector=["office"] * 3 + ["rural"] * 9,
        data_nature=nature,
        members_n=[3, *range(10, 21)],
    )
    organisation["township"] = [SCRIPT] * 6 + ["河东镇"] * 6
    pairs = [
        ("000", "006", "2013-03-01", "2014-06-01", "dissolved"),
        ("000", "007", "2013-03-01", None, "active"),
        ("001", "008", "2014-05-01", None, "active"),
        ("002", "008", "2014-05-01", None, "active"),
        ("001", "009", "2014-05-01", None, "active"),
        ("001", "010", "2014-05-01", None, "active"),
        ("001", "011", "2014-05-01", None, "active"),
    ]
    pairing = pd.DataFrame(
        pairs, columns=["helper_id", "recipient_id", "start", "end_actual", "status"]
    )
    pairing = pairing.assign(
        pair_id=[f"P{i}" for i in range(len(pairs))], channel="department_links_backward"
    )
    grades = ["advanced"] * 3 + ["ordinary"] * 3 + ["backward"] * 6
    rating = pd.DataFrame(
        {
            "org_id": organisation["org_id"],
            "period": "2014",
            "grade": grades,
            "stars": [5] * 3 + [3] * 9,
        }
    )
    commitment = pd.DataFrame(
        {
            "commit_id": ["C1", "C2", "C3"],
            "org_id": "001",
            "subject": "organisation",
            "publication": "board",
        }
    )
    commitment = commitment.assign(
        status=["evaluated", "evaluated", "fulfilling"],
        result=["met", "unmet", None],
        due="2014-06-01",
    )
    flag = pd.DataFrame(
        {"org_id": ["001", "002"], "period": ["2014Q1", "2014Q2"], "kind": "circulating_flag"}
    )
    exemplar = pd.DataFrame(
        {
            "ex_id": ["E1", "E2"],
            "kind": "site",
            "org_id": ["000", "001"],
            "title": [f"示范点{i}{mark}" for i in (1, 2)],
        }
    )
    exemplar["status"] = ["named", "cultivating"]
    return {
        "organisation": organisation,
        "pairing": pairing,
        "rating": rating,
        "commitment": commitment,
        "flag": flag,
        "exemplar": exemplar,
    }


def public_tables() -> dict[str, pd.DataFrame]:
    """Two programmes of published pairs: three waves (recipients become prefectures in the last),
    and one replaced within days."""
    rows = [(f"H{i}", f"支援省{i}", "province", None) for i in range(4)] + [
        (f"R{i}", f"受援省{i}", "province", None) for i in range(4)
    ]
    rows += [
        (f"R{i}{j}", f"受援省{i}第{j}州", "prefecture", f"R{i}") for i in range(4) for j in range(2)
    ]
    organisation = pd.DataFrame(rows, columns=["org_id", "name", "level", "parent_id"]).assign(
        sector="government", data_nature="public_official"
    )
    waves = {
        ("A", "1996", "1996-07"): [("H0", "R0"), ("H1", "R1"), ("H2", "R2")],
        ("A", "2010", "2010-06"): [("H0", "R0"), ("H1", "R1"), ("H3", "R2")],
        ("A", "2016", "2016-12-07"): [("H0", "R00"), ("H0", "R01"), ("H1", "R10"), ("H3", "R20")],
        ("B", "0207", "2020-02-07"): [("H0", "R0"), ("H1", "R1")],
        ("B", "0210", "2020-02-10"): [("H0", "R0"), ("H2", "R1"), ("H3", "R2")],
    }
    pairs = [(p, w, d, h, r) for (p, w, d), both in waves.items() for h, r in both]
    pairing = pd.DataFrame(pairs, columns=["prog_id", "wave", "start", "helper_id", "recipient_id"])
    pairing["pair_id"] = [f"P{i:02d}" for i in range(len(pairing))]
    ends = {"1996": "2010-06-01", "2010": "2016-12-07", "0207": "2020-02-10"}
    pairing = pairing.assign(
        channel="counterpart_support",
        end_actual=pairing["wave"].map(ends),
        source="国发〔2000〕1号",
        evidence="list seen",
    )
    pairing["status"] = pairing["end_actual"].isna().map({True: "completed", False: "dissolved"})
    programme = pd.DataFrame(
        {"prog_id": ["A", "B"], "name": ["协作", "支援"], "owner_level": "national"}
    )
    return {"organisation": organisation, "pairing": pairing, "programme": programme}


def report_of(county, full=True, **options):
    return reports.county_report(
        county,
        full=full,
        source="小县",
        on="2015-06-30" if county.nature != "public_official" else None,
        **options,
    )


def section(report, key):
    return {s.key: s for s in report.sections}[key]
