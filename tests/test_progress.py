"""The moving line: nothing before two seconds and in pipes, seconds that go on, one line for all,
nothing left."""

import io
import re
import time
from contextlib import redirect_stderr

from toolkit.progress import progress, waiting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_long_step_is_told_with_its_seconds_and_leaves_nothing() -> None:
    screen = Terminal()
    with redirect_stderr(screen), waiting("读入"):
        time.sleep(1.5)
        assert screen.getvalue() == ""
        time.sleep(2.7)
    assert re.findall(r"读入 \d\d:0(\d)", screen.getvalue()) in (["2", "3"], ["2", "3", "4"])
    assert screen.getvalue().rsplit("\r", 2)[1].strip() == ""


def test_seconds_go_on_while_one_step_of_several_lasts() -> None:
    screen = Terminal()
    with redirect_stderr(screen):
        for _ in progress([1], 1, "求解"):
            time.sleep(3.7)
    assert len(re.findall("求解", screen.getvalue())) >= 2


def test_a_bar_within_a_step_stands_on_the_same_line() -> None:
    screen = Terminal()
    with redirect_stderr(screen), waiting("外"):
        time.sleep(2.2)
        for _ in progress([1], 1, "内"):
            time.sleep(2.2)
    assert "内" in screen.getvalue() and "外" in screen.getvalue()
    assert "\n" not in screen.getvalue() and "\x1b[A" not in screen.getvalue()


def test_a_pipe_hears_nothing() -> None:
    pipe = io.StringIO()
    with redirect_stderr(pipe), waiting("读入"):
        assert list(progress([1, 2], 2, "求解")) == [1, 2]
        time.sleep(2.2)
    assert pipe.getvalue() == ""
