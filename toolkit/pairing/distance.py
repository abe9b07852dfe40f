"""How far apart organisations are, and which helpers are nearest: coordinates where there are any,
else townships."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from toolkit.pairing.ties import Codes

EARTH_KM = 6371.0088  # mean radius (IUGG)


def on_sphere(organisation: pd.DataFrame) -> np.ndarray:
    """Points on the unit sphere, a row of three for each organisation; NaN without coordinates."""
    lon, lat = (
        np.radians(organisation[c].to_numpy(dtype=float, na_value=np.nan)) for c in ("lon", "lat")
    )
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def great_circle(chord: np.ndarray | float) -> np.ndarray:
    """Kilometres along the Earth between two points whose straight distance on the unit sphere is
    `chord`.

    Examples
    --------
    >>> float(great_circle(2.0).round())  # half way round
    20015.0
    """
    return 2 * EARTH_KM * np.arcsin(np.minimum(np.asarray(chord) / 2, 1))


class Places:
    """Points on the unit sphere; an organisation without coordinates stands at the centre of its
    township (else of the county). ``known`` is False when no organisation has coordinates."""

    def __init__(self, organisation: pd.DataFrame):
        point = on_sphere(organisation)
        self.measured = ~np.isnan(point).any(axis=1)
        self.known = bool(self.measured.any())
        self.township = pd.factorize(organisation["township"])[0]
        if self.known and not self.measured.all():
            frame = pd.DataFrame(np.where(self.measured[:, None], point, np.nan))
            centre = frame.groupby(self.township).transform("mean")
            centre[self.township < 0] = np.nan
            point = frame.fillna(centre).fillna(frame.mean()).to_numpy()
            point /= np.linalg.norm(point, axis=1, keepdims=True)
        self.point = point

    def apart(self, helper: Codes, recipient: Codes) -> tuple[np.ndarray, np.ndarray]:
        """Distance and its basis.

        Great-circle kilometres from ``coordinates`` or with a ``township_centre`` at an end;
        ``township_step`` (0 in the same township, 1 elsewhere) when the county has no coordinates.
        """
        if not self.known:
            same = (self.township[helper] == self.township[recipient]) & (
                self.township[helper] >= 0
            )
            return (~same).astype(float), np.full(len(helper), "township_step", dtype=object)
        chord = np.linalg.norm(self.point[helper] - self.point[recipient], axis=1)
        both = self.measured[helper] & self.measured[recipient]
        return great_circle(chord), np.where(both, "coordinates", "township_centre").astype(object)

    def nearest(self, helpers: Codes, units: Codes, k: int) -> tuple[Codes, Codes]:
        """Each unit's `k` nearest helpers (KD-tree on the chord, which orders as the great circle
        does)."""
        k = min(k, len(helpers))
        if not k or not len(units):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        _, found = cKDTree(self.point[helpers]).query(self.point[units], k=np.arange(1, k + 1))
        return helpers[found.ravel()], np.repeat(units, k)
