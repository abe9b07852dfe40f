"""Pairings as arrays of integer codes: what every measure counts on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.pairing.days import Day, of_programme, running
from toolkit.records import County
from toolkit.terms import CHANNELS

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ties:
    """Running pairs as codes: row i of ``helper``, ``recipient`` (positions in ``ids``) and
    ``channel`` (in `CHANNELS`)."""

    ids: pd.Series
    helper: Codes
    recipient: Codes
    channel: Codes

    @property
    def n(self) -> int:
        """Number of organisations."""
        return len(self.ids)

    def names(self, codes: Codes) -> pd.Series:
        """Organisation ids of codes."""
        return self.ids.take(codes).reset_index(drop=True)

    def distinct(self) -> tuple[Codes, Codes]:
        """Distinct helper–recipient pairs over all channels, sorted by recipient."""
        recipient, helper = np.divmod(distinct(self.recipient * self.n + self.helper), self.n)
        return helper, recipient

    def where(self, rows: npt.NDArray[np.bool_]) -> Ties:
        """Some of the pairs."""
        return Ties(self.ids, self.helper[rows], self.recipient[rows], self.channel[rows])


def ties(county: County, on: Day = None, prog_id: str | None = None, every: bool = False) -> Ties:
    """Pairs of a county that run on a day (today when left out), or all rows when `every`."""
    pairing = of_programme(county["pairing"], prog_id)
    ends = pairing[["helper_id", "recipient_id", "channel"]]
    return ties_of(
        county["organisation"]["org_id"],
        ends if every else ends[running(pairing, on, county["organisation"])],
    )


def ties_of(org_id: pd.Series, pairing: pd.DataFrame) -> Ties:
    """Code the ends of a pairing table by their position in `org_id`; ends that are not there are
    put at its end."""
    ids = org_id.reset_index(drop=True)
    ends = [pairing["helper_id"], pairing["recipient_id"]]
    coded = [code(e, ids) for e in ends]
    if any((c < 0).any() for c in coded):
        ids = pd.concat([ids, *ends], ignore_index=True).dropna().drop_duplicates(ignore_index=True)
        coded = [code(e, ids) for e in ends]
    return Ties(ids, coded[0], coded[1], code(pairing["channel"], pd.Series(CHANNELS)))


def code(values: pd.Series, among: pd.Series) -> Codes:
    """Position of each value in `among`, −1 where it is not there (Arrow: several times faster than
    an index)."""
    found = pc.index_in(
        pa.array(values, type=pa.string()), value_set=pa.array(among, type=pa.string())
    )
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    return found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def distinct(keys: Codes) -> Codes:
    """Sorted distinct keys (sorting beats the hash table of ``np.unique`` on millions of keys).

    Examples
    --------
    >>> import numpy as np
    >>> from toolkit import pairing
    >>> pairing.distinct(np.array([3, 1, 3, 2, 1]))
    array([1, 2, 3])
    """
    keys = np.sort(keys)
    return keys[np.r_[True, keys[1:] != keys[:-1]]] if len(keys) else keys
