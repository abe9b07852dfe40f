"""Answers put together: clusters as a suggestion, and how the votes fell, ties said to be ties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from toolkit.rules import default_rules
from toolkit.terms import tr
from workshop.talk.checks import KEY, votes_over
from workshop.talk.material import TalkError

#: words that say nothing of what an answer is about
_EMPTY = re.compile(
    r"[的了和与是在有不没要就都也很还把被对从到等及个些这那]|\b(?:the|a|an|of|to|and|is|are|not|no|in|on|for)\b"
)
_NAME = 12


def suggest_clusters(
    answers: pd.DataFrame, *, rules: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Propose which answers might belong together; a person decides.

    Parameters
    ----------
    answers : DataFrame
        Rows of the table ``answer``.
    rules : Rules, optional
        ``talk.likeness``: the average likeness from which answers are put together.

    Returns
    -------
    DataFrame
        ``session, group, question, seq, suggestion``: one row for each answer, in the same order. A
        suggestion is named by the answer most like the others in it.

    Notes
    -----
    Cosine of TF-IDF over single characters and pairs (words in Latin script), average linkage
    within each question (Salton & Buckley 1988; Sokal & Michener 1958). It knows spelling, not
    meaning.

    Examples
    --------
    >>> import pandas as pd
    >>> import workshop
    >>> said = pd.DataFrame({"session": "一班", "group": "一组", "question": "怎样？",
    ...                      "seq": [1, 2, 3], "text": ["先把路修通", "先把路修好", "请人来教"]})
    >>> workshop.suggest_clusters(said)["suggestion"].tolist()
    ['1．先把路修通', '1．先把路修通', '2．请人来教']
    """
    limit = (rules or default_rules())["talk.likeness"]
    named = pd.Series("", index=answers.index, dtype="string")
    for _, some in answers.groupby("question", sort=False, dropna=False):
        texts = some["text"].fillna("").tolist()
        likeness = _likeness(texts)
        groups = _grouped(likeness, limit)
        for number, group in enumerate(dict.fromkeys(groups), 1):
            members = [i for i, g in enumerate(groups) if g == group]
            centre = max(members, key=lambda i, m=members: likeness[i, m].sum())  # type: ignore[misc]
            words = " ".join(texts[centre].split())
            short = words if len(words) <= _NAME else words[:_NAME] + "…"
            named.loc[some.index[members]] = f"{number}．{short}"
    return answers[KEY].assign(suggestion=named).reset_index(drop=True)


def _tokens(text: str) -> list[str]:
    words = re.findall(r"[一-鿿]|[a-z0-9]+", _EMPTY.sub(" ", text.lower()))
    return words + [a + b for a, b in pairwise(words)]


def _likeness(texts: list[str]) -> np.ndarray:
    counts = [_tokens(t) for t in texts]
    terms = {g: i for i, g in enumerate(sorted({g for words in counts for g in words}))}
    table = np.zeros((len(texts), len(terms)))
    for row, words in zip(table, counts):
        for g in words:
            row[terms[g]] += 1
    idf = np.log((1 + len(texts)) / (1 + (table > 0).sum(axis=0))) + 1
    table = np.log1p(table) * idf
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    table = np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0)
    return np.asarray(table @ table.T)


def _grouped(likeness: np.ndarray, limit: float) -> list[int]:
    from scipy.cluster.hierarchy import average, fcluster

    if len(likeness) < 2:
        return [0] * len(likeness)
    upper = np.triu_indices(len(likeness), 1)
    return fcluster(average(1 - np.clip(likeness[upper], 0, 1)), 1 - limit, "distance").tolist()


def tally(answers: pd.DataFrame, *, rules: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Answers and votes by cluster.

    Parameters
    ----------
    answers : DataFrame
        Rows of the table ``answer``.
    rules : Rules, optional
        ``talk.group_most``, ``talk.votes_each``: how many votes there can be.

    Returns
    -------
    DataFrame
        ``question, cluster, answers_n, groups_n, votes, vote_share, standing, tied``: most votes
        first within each question. Answers without a cluster stand together, with an empty one.
        Equal votes have equal ``standing`` and are ``tied``; ``vote_share`` is NaN where a question
        got no votes.

    Raises
    ------
    TalkError
        Votes that are no whole numbers from 0, or more than all groups have.

    Examples
    --------
    >>> import pandas as pd
    >>> import workshop
    >>> answers = pd.DataFrame({"session": "s", "group": ["一组", "二组"], "question": "缺什么？",
    ...                         "seq": 1, "text": ["人手", "经费"], "cluster": ["人手", "经费"]})
    >>> workshop.tally(answers.assign(votes=[3, 1]))[["cluster", "votes", "vote_share", "tied"]]
      cluster  votes  vote_share   tied
    0      人手      3        0.75  False
    1      经费      1        0.25  False
    """
    _countable(answers, rules or default_rules())
    keyed = answers.assign(_in=answers["session"].fillna("") + "\0" + answers["group"].fillna(""))
    order = {q: i for i, q in enumerate(dict.fromkeys(answers["question"]))}
    out = keyed.groupby(["question", "cluster"], sort=False, dropna=False).agg(
        answers_n=("text", "size"), groups_n=("_in", "nunique"), votes=("votes", "sum")
    )
    out = out.reset_index().astype({"answers_n": "Int64", "groups_n": "Int64", "votes": "Int64"})
    by_question = out.groupby("question")["votes"]
    total = by_question.transform("sum").astype("float64")
    out["vote_share"] = (out["votes"].astype("float64") / total).where(total > 0)
    out["standing"] = by_question.rank(method="min", ascending=False).astype("Int64")
    out["tied"] = out.duplicated(["question", "standing"], keep=False) & (
        out["votes"] > 0
    ).to_numpy(dtype=bool)
    out["_order"] = out["question"].map(order)
    columns = ["_order", "votes", "answers_n"]
    return out.sort_values(
        columns, ascending=[True, False, False], kind="stable", ignore_index=True
    ).drop(columns="_order")


def _countable(answers: pd.DataFrame, rules: Mapping[str, Any]) -> None:
    votes = answers["votes"].astype("Float64").fillna(0).to_numpy(dtype=float)
    whole = tr("票数应为不小于 0 的整数", "votes are whole numbers from 0")
    wrong = [(int(i), whole) for i in np.flatnonzero((votes < 0) | (votes % 1 != 0))] or votes_over(
        answers, rules
    )
    if wrong:
        lines = [
            f"{g} {s}（{votes[i]:g}）：{why}"
            for i, why in wrong
            for g, s in [answers[["group", "seq"]].iloc[i]]
        ]
        raise TalkError("\n".join(lines))
