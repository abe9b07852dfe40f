"""Where the shipped data lie: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path

from toolkit.terms import tr


def dataset(name: str) -> Path:
    """The folder of a shipped data set.

    Parameters
    ----------
    name : str
        ``qinglan_60``, ``cases``, ``counterpart_assistance``, ``report_2011``, ``teaching_report``
        (in a checkout also ``qinglan``).

    Raises
    ------
    ValueError
        No data set of that name is shipped; the sentence lists those that are.

    Examples
    --------
    >>> import toolkit
    >>> toolkit.dataset("qinglan_60").name
    'qinglan_60'
    """
    package = Path(__file__).resolve().parent
    shelves = [package.parent / "datasets", package / "datasets"]
    for shelf in shelves:
        if name and Path(name).name == name and (shelf / name).is_dir():
            return shelf / name
    found = sorted(
        {
            path.name
            for shelf in shelves
            if shelf.is_dir()
            for path in shelf.iterdir()
            if path.is_dir()
        }
    )
    raise ValueError(
        tr(
            f"没有自带数据“{name}”；现有：{'、'.join(found)}。",
            f"no shipped data set {name!r}; there are: {', '.join(found)}",
        )
    )
