"""Exemplar Toolkit (典型工具箱): from a county's records to a judgement one can defend.

Rooms load when they are first used, so ``import toolkit`` stays quick: `records`, `demo`,
`pairing`, `register`, `cases`, `comparison`, `evaluation`, `spread`, `figures`, `reports`,
`national`. What a room of people uses stands beside it, in the package `workshop`.
"""

from importlib import import_module
from typing import Any

__version__ = "1.0.0"

_ROOMS = (
    "terms",
    "rules",
    "records",
    "demo",
    "pairing",
    "comparison",
    "cases",
    "register",
    "evaluation",
    "spread",
    "figures",
    "reports",
    "national",
)
_NAMES = {
    "County": "records",
    "RecordError": "records",
    "check": "records",
    "dataset": "datasets",
    "demo_county": "demo",
    "demo_truth": "demo",
}
__all__ = [*_NAMES, *_ROOMS, "__version__"]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"toolkit.{name}")
    if name in _NAMES:
        return getattr(import_module(f"toolkit.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'toolkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
