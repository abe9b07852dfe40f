"""Appraisal: the five goods by four voices, stars that move step by step, flags that circulate, and
who wins how often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.register.life import GuardError
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.records import County

VOICES = ("self", "peer", "superior", "masses")


def voice_weights(rules: Rules | None = None) -> pd.Series:
    """Weights of the four voices from the rules, made to sum to 1."""
    rules = rules or default_rules()
    weights = pd.Series({v: float(rules[f"commit.weight_{v}"]) for v in VOICES})
    if not weights.sum() > 0:
        raise GuardError(tr("四个评价主体的权重都是零", "every voice weighs nothing"))
    return weights / weights.sum()


def cube(county: County, period: str) -> tuple[pd.Index, pd.DataFrame, np.ndarray]:
    """Organisations, indicators (``name, dimension, weight``) and scores as organisations ×
    indicators × voices.

    Higher is always better (an indicator whose direction is ``lower`` is turned round); NaN where
    nobody scored.
    """
    table = county["assessment"]
    table = table[(table["period"] == period).to_numpy(dtype=bool, na_value=False)]
    if table.empty:
        raise GuardError(tr(f"没有 {period} 的评定数据", f"no scores for the period {period}"))
    indicator = county["indicator"].set_index("ind_id")
    orgs = pd.Index(sorted(table["org_id"].unique()), name="org_id")
    scores = np.full((len(orgs), len(indicator), len(VOICES)), np.nan)
    at = (
        orgs.get_indexer(table["org_id"]),
        indicator.index.get_indexer(table["ind_id"]),
        pd.Index(VOICES).get_indexer(table["voice"]),
    )
    scores[at] = table["score"].to_numpy(dtype=float)
    turned = (indicator["direction"] == "lower").to_numpy(dtype=bool, na_value=False)
    scores[:, turned] = 100 - scores[:, turned]
    weight = indicator["weight"].to_numpy(dtype=float, na_value=np.nan)
    weight = np.ones(len(weight)) if np.isnan(weight).any() or not weight.sum() else weight
    return orgs, indicator[["name", "dimension"]].assign(weight=weight / weight.sum()), scores


def weighted(scores: np.ndarray, indicators: np.ndarray, voices: np.ndarray) -> np.ndarray:
    """Weighted mean over indicators and voices; what is missing gives its weight to what is
    there."""
    weight = np.where(np.isnan(scores), 0, indicators[:, None] * voices)
    total = weight.sum(axis=(1, 2))
    return np.where(
        total > 0,
        np.nansum(np.nan_to_num(scores) * weight, axis=(1, 2)) / np.where(total > 0, total, 1),
        np.nan,
    )


def five_good(county: County, period: str, rules: Rules | None = None) -> pd.DataFrame:
    """The five-good composite of one period.

    Returns
    -------
    DataFrame
        ``org_id, score``, one column a dimension and one a voice (``voice_self`` …), all 0..100,
        best first. ``attrs["weights"]``: indicator or voice → weight, to be shown beside the
        scores.
    """
    orgs, indicator, scores = cube(county, period)
    voices = voice_weights(rules)
    out = pd.DataFrame(
        {
            "org_id": orgs.astype("string"),
            "score": weighted(scores, indicator["weight"].to_numpy(), voices.to_numpy()),
        }
    )
    for dimension in indicator["dimension"].unique():
        those = (indicator["dimension"] == dimension).to_numpy(dtype=bool)
        out[dimension] = weighted(
            scores[:, those], indicator["weight"].to_numpy()[those], voices.to_numpy()
        )
    for v, voice in enumerate(VOICES):
        out[f"voice_{voice}"] = weighted(
            scores[:, :, [v]], indicator["weight"].to_numpy(), np.ones(1)
        )
    out = out.sort_values(["score", "org_id"], ascending=[False, True], ignore_index=True)
    out.attrs["weights"] = {
        str(k): float(w) for k, w in (*indicator["weight"].items(), *voices.items())
    }
    return out


def stars(
    scores: pd.DataFrame,
    previous: Mapping[str, int] | None = None,
    floors: Mapping[int, float] | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Stars by target shares (``star.share_5`` …, from the best) or by the score that each star
    needs.

    Parameters
    ----------
    scores : DataFrame
        ``org_id, score``.
    previous : mapping, optional
        Last year's stars: nobody moves by more than ``star.max_step``.
    floors : mapping, optional
        Stars → lowest score; needed while the rules' shares are empty. Somebody sets them: there is
        no default.

    Returns
    -------
    DataFrame
        ``org_id, score, target, previous, stars, held_back`` (by the largest step).
    """
    rules = rules or default_rules()
    levels, step = rules["star.levels"], rules["star.max_step"]
    out = scores[["org_id", "score"]].sort_values(
        ["score", "org_id"], ascending=[False, True], ignore_index=True
    )
    shares = {
        n: rules[f"star.share_{n}"] for n in (5, 4, 3) if rules[f"star.share_{n}"] is not None
    }
    if floors is None and not shares:
        raise GuardError(
            tr(
                "规则没有星级比例：请给出各星的最低分 floors",
                "the rules have no shares of stars: give floors, the score each needs",
            )
        )
    if floors is not None:
        target = np.max([np.where(out["score"] >= low, n, 1) for n, low in floors.items()], axis=0)
    else:
        ends = np.floor(np.cumsum(list(shares.values())) * len(out) + 1e-9).astype(int)
        target = np.array([*shares, min(shares) - 1])[
            np.searchsorted(ends, np.arange(len(out)), "right")
        ]
        # whoever scores the same gets the same
        target = pd.Series(target).groupby(out["score"]).transform("max").to_numpy()
    target = np.clip(target, 1, levels)
    before = out["org_id"].map(dict(previous or {})).astype("Float64")
    moved = np.clip(
        target, before.fillna(pd.Series(target)) - step, before.fillna(pd.Series(target)) + step
    )
    out = out.assign(
        target=target, previous=before.astype("Int64"), stars=np.asarray(moved, dtype=int)
    )
    return out.assign(held_back=out["stars"] != out["target"])


def rotation(county: County, rules: Rules | None = None) -> pd.DataFrame:
    """Consecutive holdings of the circulating flag: ``org_id, first, last, held, must_rest``.

    ``must_rest``: the run reached ``flag.max_consecutive``, so the next flag goes elsewhere;
    ``attrs["over"]`` lists runs beyond it.
    """
    most = (rules or default_rules())["flag.max_consecutive"]
    flag = county["flag"]
    flag = flag[(flag["kind"] == "circulating_flag").to_numpy(dtype=bool)]
    order = {p: n for n, p in enumerate(sorted(flag["period"].unique()))}
    frame = flag.assign(n=flag["period"].map(order)).sort_values(["org_id", "n"])
    run = (
        ((frame["n"].diff() != 1) | (frame["org_id"] != frame["org_id"].shift()))
        .to_numpy(dtype=bool, na_value=True)
        .cumsum()
    )
    out = frame.groupby(run).agg(
        org_id=("org_id", "first"),
        first=("period", "first"),
        last=("period", "last"),
        held=("n", "size"),
    )
    out = out.assign(must_rest=out["held"] >= most).sort_values(
        ["held", "org_id"], ascending=[False, True], ignore_index=True
    )
    out.attrs["over"] = out.loc[out["held"] > most, "org_id"].tolist()
    return out


def winners(county: County) -> pd.DataFrame:
    """How far flags and monthly stars gather in few hands.

    Returns
    -------
    DataFrame
        ``kind, given, holders, share`` (of all units), ``top_share`` (of awards with the tenth of
        holders that has most), ``gini, hhi`` (among holders).
    """
    rows = []
    for kind, f in county["flag"].groupby("kind"):
        times = np.sort(f["org_id"].value_counts().to_numpy())
        n = len(times)
        top = int(np.ceil(n / 10))
        gini = float((2 * np.arange(1, n + 1) - n - 1) @ times / (n * times.sum()))
        share = n / len(county["organisation"])
        rows.append(
            (
                kind,
                int(times.sum()),
                n,
                share,
                times[-top:].sum() / times.sum(),
                gini,
                float(((times / times.sum()) ** 2).sum()),
            )
        )
    return pd.DataFrame(
        rows, columns=["kind", "given", "holders", "share", "top_share", "gini", "hhi"]
    )
