"""What the tests of all figures share."""

from collections.abc import Callable

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from toolkit.figures import Figure
from toolkit.figures.style import SMALLEST, look


@pytest.fixture
def readable() -> Callable[[Figure], None]:
    """A check that every text is large enough, inside the slide and meets no other (the watermark
    left out)."""

    def check(figure: Figure) -> None:
        slide = figure.figure
        canvas = FigureCanvasAgg(slide)
        canvas.draw()
        with look():
            texts = [
                t
                for t in slide.findobj(Text)
                if t.get_visible() and t.get_text().strip() and t.get_gid() != "watermark"
            ]
            found = [(t, t.get_window_extent(canvas.get_renderer()).extents) for t in texts]
        assert min(t.get_fontsize() for t, _ in found) >= SMALLEST
        for text, (x0, y0, x1, y1) in found:
            assert x0 >= -1 and y0 >= -1 and x1 <= 1367 and y1 <= 769, (
                f"{text.get_text()!r} leaves the slide: {x0, y0, x1, y1}"
            )
        for i, (a, p) in enumerate(found):
            for b, q in found[i + 1 :]:
                wide, high = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
                assert wide < 4 or high < 5, (
                    f"{a.get_text()!r} and {b.get_text()!r} overlap by {wide:.0f} × {high:.0f} "
                    f"pixels"
                )

    return check
