"""How far apart organisations are, and which helpers are nearest: by coordinates, by the centre of
the township, or not known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.pairing.ties import Codes
from toolkit.records import great_circle, on_sphere

#: what a distance rests on
BASES = ("coordinates", "township_centre", "unknown")


class Places:
    """Where organisations are: at their coordinates, else at the centre of their township, else
    nobody knows.

    Attributes
    ----------
    located : ndarray of bool
        Which organisations have a place.
    """

    def __init__(self, organisation: pd.DataFrame):
        known, found = on_sphere(organisation)
        point = np.full((len(organisation), 3), np.nan)
        point[known] = found
        self.measured = np.zeros(len(organisation), dtype=bool)
        self.measured[known] = True
        if len(known) and len(known) < len(organisation):
            township = pd.factorize(organisation["township"])[0]
            frame = pd.DataFrame(point)
            centre = frame.groupby(township).transform("mean")
            centre[township < 0] = np.nan
            # the mean of points lies below the surface: back onto it
            radius = np.linalg.norm(found[0])
            centre = centre.mul(radius / np.linalg.norm(centre, axis=1), axis=0)
            point = frame.fillna(centre).to_numpy()
        self.point = point
        self.located = ~np.isnan(point).any(axis=1)

    def apart(self, helper: Codes, recipient: Codes) -> tuple[np.ndarray, np.ndarray]:
        """Great-circle kilometres and their basis.

        Returns
        -------
        km : ndarray
            NaN where an end has no place.
        basis : ndarray of str
            ``coordinates``, ``township_centre`` (an end stands at its township's centre) or
            ``unknown``.
        """
        chord = np.linalg.norm(self.point[helper] - self.point[recipient], axis=1)
        both = self.measured[helper] & self.measured[recipient]
        basis = np.where(np.isnan(chord), "unknown", np.where(both, *BASES[:2]))
        return great_circle(chord), basis.astype(object)

    def nearest(self, helpers: Codes, units: Codes, k: int) -> tuple[Codes, Codes]:
        """The `k` nearest helpers of each unit, among those that have a place (KD-tree on the
        chord, which orders as the great circle does)."""
        from scipy.spatial import cKDTree  # loads for a fifth of a second

        helpers, units = helpers[self.located[helpers]], units[self.located[units]]
        k = min(k, len(helpers))
        if not k or not len(units):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        _, found = cKDTree(self.point[helpers]).query(self.point[units], k=np.arange(1, k + 1))
        return helpers[found.ravel()], np.repeat(units, k)
