"""Make the tables of this folder from ``source/counterpart_assistance.csv``: ``python
datasets/counterpart_assistance/build.py``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records import County

HERE = Path(__file__).parent
#: province-level regions with the first two digits of their national codes
_CODES = """11=北京市 12=天津市 13=河北省 14=山西省 15=内蒙古自治区 21=辽宁省 22=吉林省
23=黑龙江省 31=上海市 32=江苏省 33=浙江省 34=安徽省 35=福建省 36=江西省 37=山东省 41=河南省
42=湖北省 43=湖南省 44=广东省 45=广西壮族自治区 46=海南省 50=重庆市 51=四川省 52=贵州省 53=云南省
54=西藏自治区 61=陕西省 62=甘肃省 63=青海省 64=宁夏回族自治区 65=新疆维吾尔自治区"""
PROVINCES = dict(pair.split("=") for pair in _CODES.split())
PROGRAMMES = {
    "东西部协作": "east-west",
    "汶川地震灾后恢复重建对口支援": "wenchuan",
    "湖北新冠肺炎医疗救治对口支援": "hubei",
}
#: an "area" is several counties that the document does not name
LEVELS = {"province": "province", "prefecture": "prefecture", "county": "county", "area": "region"}


def _rows() -> list[dict[str, str]]:
    with open(HERE / "source" / "counterpart_assistance.csv", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def _organisations(rows: list[dict[str, str]]) -> pd.DataFrame:
    """One row for each region however many waves name it, under its province; the provinces above
    first."""
    grain: dict[str, str] = {}
    for r in rows:
        for end in ("helper", "helped"):
            if grain.setdefault(r[end], r[f"{end}_grain"]) != r[f"{end}_grain"]:
                raise ValueError(f"{r[end]} stands at two grains")
    above = {
        name: next((code, p) for code, p in PROVINCES.items() if name.startswith(p))
        for name in grain
    }
    out: list[dict[str, Any]] = []
    for code, province in PROVINCES.items():
        below = [name for name in grain if above[name][0] == code and name != province]
        if below or province in grain:
            out.append({"org_id": f"R{code}", "name": province, "level": "province"})
        out += [
            {
                "org_id": f"R{code}-{k:02d}",
                "name": name,
                "level": LEVELS[grain[name]],
                "parent_id": f"R{code}",
            }
            for k, name in enumerate(below, 1)
        ]
    return pd.DataFrame(out).assign(sector="government", data_nature="public_official")


def _pairings(rows: list[dict[str, str]], ids: dict[str, str]) -> pd.DataFrame:
    """A row for each published pair of each wave; a wave ends where the next one of its programme
    starts."""
    first = {r["wave"]: (r["programme"], _day(r["date"])) for r in rows}
    out, count = [], dict.fromkeys(first, 0)
    for r in rows:
        start = _day(r["date"])
        later = sorted(d for p, d in first.values() if p == r["programme"] and d > start)
        count[r["wave"]] += 1
        out.append(
            {
                "pair_id": f"{r['wave']}-{count[r['wave']]:02d}",
                "channel": "counterpart_support",
                "helper_id": ids[r["helper"]],
                "recipient_id": ids[r["helped"]],
                "start": start,
                "end_actual": later[0] if later else None,
                "date_precision": {4: "year", 7: "month", 10: "day"}[len(r["date"])],
                "status": "dissolved" if later else "completed",
                "end_reason": "adjusted" if later else None,
                "evidence": r["evidence"],
                "prog_id": PROGRAMMES[r["programme"]],
                "wave": r["wave"],
                "source": r["source"],
            }
        )
    return pd.DataFrame(out)


def _day(text: str) -> str:
    return (text + "-01-01")[:10]


def _programmes(pairing: pd.DataFrame) -> pd.DataFrame:
    starts = pairing.groupby("prog_id")["start"].min()
    rows = [(ref, name, "national", starts[ref]) for name, ref in PROGRAMMES.items()]
    return pd.DataFrame(rows, columns=["prog_id", "name", "owner_level", "start"])


def _provenance(rows: list[dict[str, str]]) -> pd.DataFrame:
    """One row for each wave's document; graded A only where every pair was seen in it."""
    out = []
    for wave in dict.fromkeys(r["wave"] for r in rows):
        own = [r for r in rows if r["wave"] == wave]
        sound = all(r["evidence"] in ("list seen", "pair seen") for r in own)
        out.append(
            {
                "ref": wave,
                "kind": "document",
                "reference": own[0]["source"],
                "grade": "A" if sound else "unverified",
            }
        )
    return pd.DataFrame(out)


def build() -> County:
    """The whole data set."""
    rows = _rows()
    organisation = _organisations(rows)
    pairing = _pairings(rows, dict(zip(organisation["name"], organisation["org_id"])))
    tables = {
        "organisation": organisation,
        "pairing": pairing,
        "programme": _programmes(pairing),
        "provenance": _provenance(rows),
    }
    return County(tables)


if __name__ == "__main__":
    print(build().save(HERE))
