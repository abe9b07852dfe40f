"""The moving line: nothing before two seconds and in pipes, seconds that go on, one line for all,
nothing left. The clock is the test's own: no second passes unless a test says so."""

import io
import re
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

import pytest

from toolkit.progress import progress, waiting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Seconds:
    """A clock, and the ticking of every line that moves on it."""

    def __init__(self) -> None:
        self.now, self.ticking = 1000.0, []  # type: ignore[var-annotated]

    def pass_by(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1
            for tick in self.ticking:
                tick.once()


class Waits:
    """A wait of one second that is over; the next one ends the loop."""

    over = False

    def wait(self, seconds: float) -> bool:
        assert seconds == 1
        self.over = not self.over
        return not self.over

    def set(self) -> None:
        pass


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    clock = Seconds()

    class Ticking:
        def __init__(self, target: Callable[[], None], daemon: bool):
            self.once = target

        def start(self) -> None:
            clock.ticking.append(self)

        def is_alive(self) -> bool:
            return self in clock.ticking

        def join(self) -> None:
            clock.ticking.remove(self)

    monkeypatch.setattr("tqdm.std.time", lambda: clock.now)
    monkeypatch.setattr("toolkit.progress.Thread", Ticking)
    monkeypatch.setattr("toolkit.progress.Event", Waits)
    return clock


def test_a_long_step_is_told_with_its_seconds_and_leaves_nothing(seconds: Seconds) -> None:
    screen = Terminal()
    with redirect_stderr(screen), waiting("读入"):
        seconds.pass_by(1)
        assert screen.getvalue() == ""
        seconds.pass_by(3)
    assert re.findall(r"读入 \d\d:0(\d)", screen.getvalue()) == ["2", "3", "4"]
    assert screen.getvalue().rsplit("\r", 2)[1].strip() == ""


def test_seconds_go_on_while_one_step_of_several_lasts(seconds: Seconds) -> None:
    screen = Terminal()
    with redirect_stderr(screen):
        for _ in progress([1], 1, "求解"):
            seconds.pass_by(4)
            told = re.findall(r"求解: +0%.*?\[00:0(\d)<", screen.getvalue())
    assert told == ["2", "3", "4"]


def test_a_bar_within_a_step_stands_on_the_same_line(seconds: Seconds) -> None:
    screen = Terminal()
    with redirect_stderr(screen), waiting("外"):
        seconds.pass_by(2)
        for _ in progress([1], 1, "内"):
            before = len(screen.getvalue())
            seconds.pass_by(2)
            assert "外" not in screen.getvalue()[before:], "one line for all"
    assert "内" in screen.getvalue() and "外" in screen.getvalue()
    assert "\n" not in screen.getvalue() and "\x1b[A" not in screen.getvalue()


def test_what_is_printed_meanwhile_has_lines_of_its_own(seconds: Seconds) -> None:
    screen = Terminal()
    with redirect_stderr(screen), redirect_stdout(screen), waiting("外"):
        seconds.pass_by(3)
        with waiting("内"):
            print("甲")
            print("乙", file=sys.stderr)
        seconds.pass_by(1)
    lines = screen.getvalue().split("\n")
    assert [line.rsplit("\r", 1)[-1] for line in lines[:2]] == ["甲", "乙"]
    assert "外" in lines[0] and "外" in lines[2]  # it comes back


@pytest.mark.parametrize("line", [["rules"], ["pack", "1"], ["talk", "minutes", "x", "--out=y"]])
def test_every_command_that_works_long_says_so(line: list[str], seconds: Seconds) -> None:
    from toolkit.cli import entry

    screen, asked = Terminal(), entry.parser().parse_args(line)
    asked.run = lambda _: seconds.pass_by(3)
    with redirect_stderr(screen):
        entry._run(asked)
    assert re.search(r"(进行中|working) 00:02", screen.getvalue())


@pytest.mark.parametrize("name", ["lab", "board", "desk", "sandbox"])
def test_what_serves_a_page_is_not_at_work_for_ever(name: str, seconds: Seconds) -> None:
    from toolkit.cli import entry

    screen, asked = Terminal(), entry.parser().parse_args([name, *["x"] * (name == "desk")])
    asked.run = lambda _: seconds.pass_by(3)
    with redirect_stderr(screen):
        entry._run(asked)
    assert screen.getvalue() == ""


def test_a_pipe_hears_nothing(seconds: Seconds) -> None:
    pipe = io.StringIO()
    with redirect_stderr(pipe), waiting("读入"):
        assert list(progress([1, 2], 2, "求解")) == [1, 2]
        seconds.pass_by(9)
    assert pipe.getvalue() == "" and not seconds.ticking


def test_the_line_moves_by_itself_while_a_step_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.progress._SILENT", 0)
    screen = Terminal()
    with redirect_stderr(screen), waiting("读入"):
        at_first, end = screen.getvalue(), time.monotonic() + 60
        while screen.getvalue() == at_first:
            assert time.monotonic() < end
            time.sleep(0.05)
