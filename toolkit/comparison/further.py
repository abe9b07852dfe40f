"""What a study looks at beyond the standard analysis."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.comparison.ceilings import USUAL


@dataclass(frozen=True)
class Further:
    """What a study looks at beyond the standard analysis; nothing unless asked.

    Attributes
    ----------
    disjunctions : bool
        Necessary disjunctions (SUIN conditions).
    incl_cuts, pri_cuts, n_cuts : tuple, optional
        Neighbouring cut-offs for the robustness; None: those near the chosen one.
    nca : bool
        Necessary condition analysis, with `permutations` and these `ceilings`.
    panel : tuple of (str, str)
        Columns of unit and period.
    theory : str
        An expression to hold beside the first model.
    necessary : str
        A necessary condition to select cases for.

    Examples
    --------
    >>> from toolkit import comparison
    >>> further = comparison.Further(incl_cuts=(0.75, 0.85), theory="A*B")
    >>> further.incl_cuts, further.nca, further.permutations
    ((0.75, 0.85), False, 1000)
    """

    disjunctions: bool = False
    incl_cuts: tuple[float, ...] | None = None
    pri_cuts: tuple[float, ...] | None = None
    n_cuts: tuple[int, ...] | None = None
    nca: bool = False
    permutations: int = 1_000
    ceilings: tuple[str, ...] = USUAL
    panel: tuple[str, str] | None = None
    theory: str = ""
    necessary: str = ""
