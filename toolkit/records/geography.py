"""Where organisations are: points on the sphere and great-circle kilometres, for those with
coordinates."""

from __future__ import annotations

import numpy as np
import pandas as pd

EARTH_KM = 6371.0088  # mean radius (IUGG)


def on_sphere(organisation: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Rows with coordinates, and their points on a sphere of the Earth's radius.

    Parameters
    ----------
    organisation : DataFrame
        ``lon, lat`` in degrees, empty where unknown.

    Returns
    -------
    known : ndarray of int
        Positions of the rows that have both coordinates.
    point : ndarray, len(known) × 3
        Kilometres from the centre of the Earth.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import records
    >>> known, point = records.on_sphere(pd.DataFrame({"lon": [0.0, None], "lat": [0.0, 1.0]}))
    >>> known, point.round()
    (array([0]), array([[6371.,    0.,    0.]]))
    """
    lon, lat = (
        np.radians(organisation[c].to_numpy(dtype=float, na_value=np.nan)) for c in ("lon", "lat")
    )
    known = np.flatnonzero(~(np.isnan(lon) | np.isnan(lat)))
    lon, lat = lon[known], lat[known]
    return known, EARTH_KM * np.stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1
    )


def great_circle(chord: np.ndarray | float) -> np.ndarray:
    """Kilometres along the surface between two points of `on_sphere` whose straight distance is
    `chord`.

    Examples
    --------
    >>> import pandas as pd
    >>> _, point = on_sphere(pd.DataFrame({"lon": [0.0, 0.1], "lat": [45.0, 45.0]}))
    >>> float(great_circle(np.linalg.norm(point[0] - point[1])).round(2))
    7.86
    """
    return 2 * EARTH_KM * np.arcsin(np.minimum(np.asarray(chord) / (2 * EARTH_KM), 1))


def chord_of(kilometres: float) -> float:
    """The straight distance that belongs to `kilometres` along the surface.

    Examples
    --------
    >>> from toolkit import records
    >>> round(float(records.chord_of(100)), 3)
    99.999
    """
    return float(2 * EARTH_KM * np.sin(kilometres / (2 * EARTH_KM)))
