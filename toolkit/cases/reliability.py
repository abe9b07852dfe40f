"""How far coders agree, code by code, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from toolkit.cases.coding import MACHINES, accepted
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.terms import tr

__all__ = ["agreement", "disagreements", "krippendorff_alpha"]

#: coders of the shipped cases: a constructed key and a second coding by the same hand, no two
#: independent people
_CONSTRUCTED = frozenset({"key", "second_same_hand"})


def _people(coded: pd.DataFrame, machines: bool) -> pd.DataFrame:
    lacking = [c for c in ("case", "code", "start", "end", "coder") if c not in coded]
    if lacking:
        raise CaseError(
            tr(
                f"编码表缺列：{'、'.join(lacking)}",
                f"The coding lacks columns: {', '.join(lacking)}",
            )
        )
    coded = accepted(coded)
    kept = coded if machines else coded[~coded["coder"].isin(MACHINES)]
    if kept["coder"].nunique() < 2:
        raise CaseError(
            tr(
                "一致性须有两名以上编码员；机器建议默认不算，要算请写 machines=True。",
                "Agreement needs two or more coders; machine suggestions count only with "
                "machines=True.",
            )
        )
    return kept


def _cube(
    coded: pd.DataFrame, reports: Mapping[str, Report] | None
) -> tuple[pd.MultiIndex, list[str], list[str], np.ndarray]:
    """(units, coders, codes, judgement): units × coders × codes of 1, 0 and NaN where a coder did
    not see the case."""
    coders = sorted(coded["coder"].unique())
    codes = sorted(c for c in coded["code"].dropna().unique() if c)
    if reports is None:
        units = pd.MultiIndex.from_frame(
            coded[["case", "start", "end"]].drop_duplicates()
        ).sort_values()
    else:
        seen = set(coded["case"])
        units = pd.MultiIndex.from_tuples(
            [
                (k, a, b)
                for k, r in reports.items()
                if k in seen
                for a, b in zip(r.sentences["start"], r.sentences["end"])
            ],
            names=["case", "start", "end"],
        )
    cube = np.full((len(units), len(coders), len(codes)), np.nan)
    cases = units.get_level_values("case").to_numpy()
    for j, coder in enumerate(coders):
        cube[np.isin(cases, coded.loc[coded["coder"] == coder, "case"].unique()), j, :] = 0.0
    place = {u: i for i, u in enumerate(units)}
    starts = (
        {k: sorted((a, b, i) for i, (c, a, b) in enumerate(units) if c == k) for k in set(cases)}
        if reports is not None
        else {}
    )
    at = {c: k for k, c in enumerate(codes)}
    for case, start, end, code, coder in coded[
        ["case", "start", "end", "code", "coder"]
    ].itertuples(index=False):
        if not code or pd.isna(code):
            continue
        hit = (
            [i for a, b, i in starts.get(case, []) if a < end and b > start]
            if reports is not None
            else [place[case, start, end]]
        )
        cube[hit, coders.index(coder), at[code]] = 1.0
    shared = (~np.isnan(cube[:, :, 0])).sum(axis=1) > 1 if codes else np.zeros(len(units), bool)
    return units[shared], coders, codes, cube[shared]


def _alpha(ones: np.ndarray, zeros: np.ndarray) -> np.ndarray:
    """Krippendorff's nominal alpha of two values; the last axis runs over units, NaN without
    variation."""
    m = ones + zeros
    observed = np.divide(2 * ones * zeros, m - 1, out=np.zeros_like(m), where=m > 1).sum(axis=-1)
    paired = np.where(m > 1, m, 0).sum(axis=-1)
    one = np.where(m > 1, ones, 0).sum(axis=-1)
    expected = 2 * one * (paired - one) / np.maximum(paired - 1, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def krippendorff_alpha(values: pd.DataFrame) -> float:
    """Krippendorff's alpha of categories without an order, for any number of coders.

    Parameters
    ----------
    values : DataFrame
        Units × coders; a cell is the category that the coder chose, empty where none was chosen.
        Units with fewer than two judgements do not count.

    Returns
    -------
    float
        1 for full agreement, 0 for chance; NaN where nothing varies or nothing can be paired.

    References
    ----------
    Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability".

    Examples
    --------
    >>> krippendorff_alpha(pd.DataFrame({"Meg": list("aabb"), "Owen": list("aabb")}))
    1.0
    """
    codes, _ = pd.factorize(values.to_numpy(dtype=object).ravel(), use_na_sentinel=True)
    cells = codes.reshape(values.shape)
    counts = np.stack(
        [(cells == c).sum(axis=1) for c in range(codes.max(initial=-1) + 1)]
        or [np.zeros(len(values), dtype=int)],
        axis=1,
    ).astype(float)
    counts = counts[counts.sum(axis=1) > 1]
    m = counts.sum(axis=1)
    n, totals = m.sum(), counts.sum(axis=0)
    expected = n * n - (totals**2).sum()
    if not n or expected <= 0:
        return float("nan")
    observed = ((m**2 - (counts**2).sum(axis=1)) / (m - 1)).sum()
    return float(1 - (n - 1) * observed / expected)


def _pairs(judged: np.ndarray) -> tuple[float, float]:
    """Mean percent agreement and Cohen's kappa over pairs of coders (Light's kappa when there are
    more than two)."""
    percents, kappas = [], []
    for a, b in combinations(range(judged.shape[1]), 2):
        both = ~np.isnan(judged[:, a]) & ~np.isnan(judged[:, b])
        if not both.any():
            continue
        x, y = judged[both, a], judged[both, b]
        agreed = float((x == y).mean())
        chance = float(x.mean() * y.mean() + (1 - x.mean()) * (1 - y.mean()))
        percents.append(agreed)
        if chance < 1:
            kappas.append((agreed - chance) / (1 - chance))
    return (float(np.mean(percents)) if percents else np.nan), (
        float(np.mean(kappas)) if kappas else np.nan
    )


def _interval(ones: np.ndarray, zeros: np.ndarray, draws: int, seed: int) -> tuple[float, float]:
    """95 % interval of alpha by drawing units with replacement."""
    if len(ones) < 2 or not draws:
        return np.nan, np.nan
    rng = np.random.default_rng(seed)
    alphas = np.concatenate(
        [
            _alpha(ones[i], zeros[i])
            for i in (rng.integers(len(ones), size=(50, len(ones))) for _ in range(-(-draws // 50)))
        ]
    )
    alphas = alphas[~np.isnan(alphas)]
    return (
        (np.nan, np.nan)
        if not len(alphas)
        else (float(np.quantile(alphas, 0.025)), float(np.quantile(alphas, 0.975)))
    )


def agreement(
    coded: pd.DataFrame,
    reports: Mapping[str, Report] | None = None,
    *,
    machines: bool = False,
    draws: int = 500,
    seed: int = 1,
) -> pd.DataFrame:
    """Agreement between coders by code.

    Parameters
    ----------
    coded : DataFrame
        ``case, code, start, end, coder``; a row with an empty code says that the coder saw the unit
        and coded nothing.
    reports : mapping, optional
        With it the units are all sentences of the coded cases; without it the units that at least
        one coder marked.
    machines : bool
        Whether machine suggestions count as coders.
    draws, seed : int
        Bootstrap draws of units for the interval of alpha.

    Returns
    -------
    DataFrame
        Indexed by code: ``percent, kappa, alpha, alpha_low, alpha_high, units, coders``. NaN where
        a code does not vary. ``attrs["note"]`` says when the coders are the constructed key and its
        second reading.

    Notes
    -----
    Cohen (1960); for more than two coders the mean over pairs (Light 1971); Krippendorff (2004),
    nominal, with missing judgements; percentile bootstrap over units.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import cases
    >>> coded = pd.DataFrame({"case": "C1", "code": ["PLEDGE", "PLEDGE", "PLEDGE", ""],
    ...                       "start": [0, 0, 9, 9], "end": [9, 9, 20, 20],
    ...                       "coder": ["甲", "乙", "甲", "乙"]})
    >>> cases.agreement(coded, draws=10)[["percent", "kappa", "units", "coders"]]
            percent  kappa  units  coders
    code
    PLEDGE      0.5    0.0      2       2
    """
    coded = _people(coded, machines)
    units, coders, codes, cube = _cube(coded, reports)
    if not len(units):
        raise CaseError(tr("没有两名编码员都编过的案例。", "No case was coded by two coders."))
    rows = []
    for k, name in enumerate(codes):
        judged = cube[:, :, k]
        ones, zeros = (
            np.nansum(judged == 1, axis=1).astype(float),
            np.nansum(judged == 0, axis=1).astype(float),
        )
        percent, kappa = _pairs(judged)
        low, high = _interval(ones, zeros, draws, seed)
        rows.append(
            (name, percent, kappa, float(_alpha(ones, zeros)), low, high, len(units), len(coders))
        )
    out = pd.DataFrame(
        rows,
        columns=["code", "percent", "kappa", "alpha", "alpha_low", "alpha_high", "units", "coders"],
    ).set_index("code")
    if _CONSTRUCTED & set(coders):
        out.attrs["note"] = tr(
            "这是构造答案与同一人只看句子再编一遍的一致程度，不是编码员间信度。",
            "Agreement of a constructed key with a second coding by the same hand; not "
            "inter-coder reliability.",
        )
    return out


def disagreements(
    coded: pd.DataFrame, reports: Mapping[str, Report] | None = None, *, machines: bool = False
) -> pd.DataFrame:
    """Every unit and code on which coders differ: ``case, start, end, code, yes, no, text`` (coders
    joined by ;).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import cases
    >>> coded = pd.DataFrame({"case": "C1", "code": ["PLEDGE", "PLEDGE", "PLEDGE", ""],
    ...                       "start": [0, 0, 9, 9], "end": [9, 9, 20, 20],
    ...                       "coder": ["甲", "乙", "甲", "乙"]})
    >>> cases.disagreements(coded)[["start", "code", "yes", "no"]].values.tolist()
    [[9, 'PLEDGE', '甲', '乙']]
    """
    coded = _people(coded, machines)
    units, coders, codes, cube = _cube(coded, reports)
    texts = (
        {
            (c, s, e): t
            for c, s, e, t in coded[["case", "start", "end", "text"]].itertuples(index=False)
        }
        if "text" in coded
        else {}
    )
    rows = []
    for i, k in np.argwhere((cube == 1).any(axis=1) & (cube == 0).any(axis=1)):
        yes = ";".join(c for j, c in enumerate(coders) if cube[i, j, k] == 1)
        no = ";".join(c for j, c in enumerate(coders) if cube[i, j, k] == 0)
        case, start, end = units[i]
        text = (
            reports[case].text[start:end]
            if reports is not None
            else texts.get((case, start, end), "")
        )
        rows.append((case, start, end, codes[k], yes, no, text))
    return pd.DataFrame(rows, columns=["case", "start", "end", "code", "yes", "no", "text"])
