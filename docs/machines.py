"""Draw a state machine: states in rows by their distance from the start, events on arrows."""

from collections import defaultdict
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from toolkit.figures import BLUE, GREY, look

ACROSS, DOWN = 3.4, 1.5  # inches between the states of a row, and between rows
Steps = list[tuple[str, str, str]]


def rows(start: str, steps: Steps) -> list[list[str]]:
    """The states, row by row: how many events at least lead there from the start."""
    seen, out = {start}, [[start]]
    while out[-1]:
        reached: list[str] = []
        for before, _, after in steps:
            if before in out[-1] and after not in seen:
                seen.add(after)
                reached.append(after)
        out.append(reached)
    return out[:-1]


def places(start: str, steps: Steps) -> dict[str, tuple[float, float]]:
    """Where each state stands; odd rows a little to the right, so that upright arrows miss the
    states between."""
    found = rows(start, steps)
    widest = max(map(len, found))
    return {
        state: ((x + (widest - len(row)) / 2) * ACROSS + (0.9 if y % 2 else 0.0), -y * DOWN)
        for y, row in enumerate(found)
        for x, state in enumerate(row)
    }


def draw_machine(start: str, steps: Steps, words: dict[str, str], path: Path) -> None:
    """Draw one machine into a PNG file.

    Parameters
    ----------
    start : str
        The state in which a subject begins.
    steps : list of (state, word of the event, state)
    words : dict
        The word of each state in the reader's language.
    path : Path
    """
    at = places(start, steps)
    between = defaultdict(list)
    for before, event, after in steps:
        between[before, after].append(event)
    xs, ys = zip(*at.values())
    size = (max(xs) - min(xs) + 4.4, max(ys) - min(ys) + 1.6)
    with look():
        figure = Figure(figsize=size, dpi=110)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(min(xs) - 2.2, max(xs) + 2.2), ylim=(min(ys) - 0.8, max(ys) + 0.8))
        axes.set_axis_off()
        for (before, after), events in between.items():
            arrow(axes, at[before], at[after], "\n".join(events))
        for state, (x, y) in at.items():
            axes.text(
                x,
                y,
                words[state],
                ha="center",
                va="center",
                fontsize=13,
                zorder=3,
                # the state in which everything begins has the thick edge
                bbox={
                    "boxstyle": "round,pad=0.4",
                    "facecolor": "white",
                    "edgecolor": BLUE,
                    "linewidth": 2.5 if state == start else 1.0,
                },
            )
        figure.savefig(path, facecolor="white")


def bezier(
    tail: tuple[float, float], head: tuple[float, float], bend: float
) -> tuple[float, float]:
    """The third point of the curve that matplotlib's ``arc3`` draws."""
    dx, dy = head[0] - tail[0], head[1] - tail[1]
    return (tail[0] + head[0]) / 2 + bend * dy, (tail[1] + head[1]) / 2 - bend * dx


def arrow(axes: object, tail: tuple[float, float], head: tuple[float, float], said: str) -> None:
    """One arrow with its events; an event that leads back to its own state is written beside it."""
    if tail == head:
        x, y = tail
        events = "↻ " + said.replace("\n", " · ")
        axes.text(x - 0.6, y, events, ha="right", va="center", fontsize=10)
        return
    span = abs(head[1] - tail[1]) / DOWN
    # the longest ones pass on the other side of what stands between
    bend = 0.14 if span < 1.5 else 0.24 if span < 2.5 else -0.2
    axes.add_patch(
        FancyArrowPatch(
            tail,
            head,
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>",
            mutation_scale=14,
            shrinkA=24,
            shrinkB=26,
            color=GREY,
            linewidth=1.1,
        )
    )
    # two fifths along the arc: arrows that cross do so in the middle, and words there would collide
    (x, y), t = bezier(tail, head, bend), 0.4
    x = (1 - t) ** 2 * tail[0] + 2 * t * (1 - t) * x + t**2 * head[0]
    y = (1 - t) ** 2 * tail[1] + 2 * t * (1 - t) * y + t**2 * head[1]
    axes.text(
        x,
        y,
        said,
        ha="center",
        va="center",
        fontsize=10,
        zorder=2,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
    )
