"""Which pairs stay, come and go between two arrangements."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.pairing.tables import IDS, Reader


def _ids(pairs: Any, what: str) -> pd.DataFrame:
    reader = Reader()
    frame = reader.columns(getattr(pairs, "pairs", pairs), what, IDS)
    reader.done()
    return frame[IDS].astype("string").dropna().drop_duplicates()


def compare(before: Any, after: Any) -> pd.DataFrame:
    """Compare two arrangements pair by pair; a pair that is served in two channels counts once.

    Parameters
    ----------
    before, after : DataFrame or Plan
        Any frames with ``helper_id`` and ``recipient_id`` (Chinese headings are read too), or
        plans.

    Returns
    -------
    DataFrame
        ``helper_id, recipient_id, change`` with ``kept``, ``added`` or ``dropped``, sorted by the
        two ids.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> before = pd.DataFrame({"helper_id": ["X", "Y"], "recipient_id": ["A", "B"]})
    >>> after = pd.DataFrame({"helper_id": ["X", "Z"], "recipient_id": ["A", "B"]})
    >>> pairing.compare(before, after)
      helper_id recipient_id   change
    0         X            A     kept
    1         Y            B  dropped
    2         Z            B    added
    """
    both = _ids(before, "before").merge(_ids(after, "after"), how="outer", on=IDS, indicator=True)
    both["change"] = (
        both.pop("_merge")
        .astype("string")
        .replace({"both": "kept", "left_only": "dropped", "right_only": "added"})
    )
    return both.sort_values(IDS, ignore_index=True)
