"""Appraisal: the five goods by four voices, stars that move step by step, flags that circulate, and
who wins how often."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.records import VOICES, County, assessed, voice_weights, weighted
from toolkit.register.life import GuardError
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr


def five_good(county: County, period: str, rules: Rules | None = None) -> pd.DataFrame:
    """The five-good composite of one period.

    Returns
    -------
    DataFrame
        ``org_id, score``, one column a dimension and one a voice (``voice_self`` …), all 0..100,
        best first. ``attrs["weights"]``: indicator or voice → weight, to be shown beside the
        scores.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.five_good(county, "2010")[["org_id", "score"]].round(2).head(2)
       org_id  score
    0  QL0015  95.35
    1  QL0007  93.59
    """
    orgs, indicator, scores = assessed(county, period)
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

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> scores = pd.DataFrame({"org_id": ["A", "B", "C"], "score": [95, 82, 61]})
    >>> register.stars(scores, {"C": 5}, floors={5: 90, 4: 80, 3: 70, 2: 60, 1: 0})
      org_id  score  target  previous  stars  held_back
    0      A     95       5      <NA>      5      False
    1      B     82       4      <NA>      4      False
    2      C     61       2         5      4       True
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

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.rotation(county)
    >>> found[found["must_rest"]].head(2)
       org_id   first    last  held must_rest
    0  QL0008  2011Q3  2011Q4     2      True
    1  QL0010  2006Q1  2006Q2     2      True
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

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.winners(county).round(2).head(2)
                   kind  given  holders  share  top_share  gini   hhi
    0  circulating_flag     84       32   0.53       0.38  0.42  0.06
    1      monthly_star    252       41   0.68       0.28  0.38  0.04
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
