"""One lesson: its texts (TOML, both languages), its data and its exercises; the notebook and the
pack are made from it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.terms import heading, lang, tr
from workshop.lessons.classroom import install
from workshop.lessons.exercise import TASKS, Checker, NotHere, Verdict
from workshop.lessons.showing import Link

#: wrong tries after which what shows the answer opens all the same
TRIES = 3


def folders() -> dict[int, Path]:
    """Number of a lesson → its folder ``lesson_NN_name``; a lesson is there because its folder
    is."""
    # where Python finds the package, so that the folder's modules can be imported as well
    places = import_module("workshop.lessons").__path__
    found = [p for place in places for p in Path(place).glob("lesson_[0-9][0-9]_*/text.toml")]
    return dict(sorted((int(path.parent.name[7:9]), path.parent) for path in found))


def part(number: int, name: str) -> Any:
    """Module `name` (tasks, kit) of the lesson `number`.

    Raises
    ------
    ValueError
        There is no such lesson, or its folder has no such module.
    """
    texts(number)
    folder = folders()[number]
    if not (folder / f"{name}.py").is_file():
        raise ValueError(
            tr(
                f"第 {number} 课的文件夹 {folder.name} 里没有 {name}.py，做不了这一步。",
                f"the folder {folder.name} of lesson {number} has no {name}.py: this cannot be "
                f"done",
            )
        )
    return import_module(f"workshop.lessons.{folder.name}.{name}")


@cache
def texts(number: int) -> dict[str, Any]:
    """The lesson's TOML file as read; raises ValueError for a number that is no lesson."""
    if number not in folders():
        there = "、".join(map(str, folders()))
        raise ValueError(
            tr(
                f"没有第 {number} 课；现有：{there}。",
                f"there is no lesson {number}; there are: {there}",
            )
        )
    with (folders()[number] / "text.toml").open("rb") as file:
        return tomllib.load(file)


def numbers() -> list[int]:
    """The numbers of the lessons there are."""
    return [*folders()]


def say(text: Mapping[str, str] | str) -> str:
    """A text in the reader's language."""
    return text if isinstance(text, str) else text[lang()]


class Lesson:
    """A lesson of the course, on its own data or on yours.

    Parameters
    ----------
    number : int
        One of `numbers()`: 1 to 10 as shipped.
    source : County, path, optional
        Data to teach with in place of the shipped ones: a `County`, a folder or a workbook; for
        lessons 8 and 9 a folder of case reports.

    Raises
    ------
    ValueError
        There is no such lesson, or the data lack what it needs.

    Examples
    --------
    >>> lesson = Lesson(3)
    >>> lesson.check("capacity", 12)  # doctest: +SKIP
    ✗ 偏小了。……
    """

    def __init__(self, number: int, source: Any = None) -> None:
        self.number = int(number)
        self.texts = texts(self.number)
        self.source = source
        self._tasks = part(self.number, "tasks")
        self._tries: dict[str, int] = {}
        install()

    def __repr__(self) -> str:
        return f"Lesson({self.number}) {self.title}"

    @property
    def title(self) -> str:
        """The lesson's title in the reader's language."""
        return say(self.texts["title"])

    @cached_property
    def data(self) -> Any:
        """What the exercises compute on: the result of the lesson's ``load(source)``."""
        return self._tasks.load(self.source)

    @property
    def exercises(self) -> list[str]:
        """The ids of the exercises, in the order of the lesson."""
        return [exercise["id"] for exercise in self.texts["exercise"]]

    def texts_of(self, id: str) -> dict[str, Any]:
        """The texts of one exercise (title, prompt, right, look, hints, minutes); raises ValueError
        for an unknown id."""
        for exercise in self.texts["exercise"]:
            if exercise["id"] == id:
                return exercise
        there = tr("、", ", ").join(self.exercises)
        raise ValueError(
            tr(
                f"本课没有练习“{id}”；有：{there}。",
                f"no exercise {id!r} in this lesson; there are: {there}",
            )
        )

    def exercise(self, id: str) -> Checker:
        """The exercise `id` with its data: ``.solve()``, ``.mistakes()``, ``.check(answer)``."""
        said = self.texts_of(id)
        hints = {key: say(text) for key, text in said.get("hints", {}).items()}
        return Checker(
            TASKS[self.number, id],
            self.data,
            say(said["right"]),
            say(said["look"]),
            hints=hints,
            decimals=said.get("decimals", 4),
            asked=f"{say(said['title'])}\n{say(said['prompt'])}",
            unchecked=say(said["unchecked"]) if "unchecked" in said else "",
        )

    def given(self, id: str) -> str:
        """Which unit, pair or day the exercise `id` is about on these data; "" where the prompt
        leaves nothing open."""
        return self.exercise(id).given

    def check(self, id: str, answer: Any) -> Verdict:
        """Judge an answer to the exercise `id`; the verdict says what is off and where to look."""
        verdict = self.exercise(id).check(answer)
        if verdict.hint != "empty":
            self._tries[id] = TRIES if verdict else self._tries.get(id, 0) + 1
        return verdict

    def done(self, id: str) -> bool:
        """Whether the exercise `id` was solved, or tried three times: what shows its answer waits
        for it, and says so."""
        self.texts_of(id)
        if self._tries.get(id, 0) >= TRIES:
            return True
        number = self.exercises.index(id) + 1
        print(
            tr(
                f"先做练习 {number}：做对了，或者试过三次，再运行这一格就能看到。",
                f"First exercise {number}: once solved, or tried three times, run this cell again.",
            )
        )
        return False

    def after(self, id: str, shown: Any) -> Any:
        """What may be seen once the exercise `id` is `done`: a figure, a table; None before."""
        return shown if self.done(id) else None

    def out(self, name: str) -> Path:
        """Where a file of that name goes: the folder ``out`` beside the notebook, made if it is not
        there, under the number of the lesson."""
        folder = Path("out")
        folder.mkdir(exist_ok=True)
        return folder / tr(f"第{self.number}课_{name}", f"lesson_{self.number}_{name}")

    def link(self, path: str | Path) -> Link:
        """A link to a file that was written; raises FileNotFoundError where there is none."""
        if not Path(path).exists():
            told = tr(f"没有这个文件：{Path(path).name}。", f"there is no file {Path(path).name}")
            raise FileNotFoundError(told)
        return Link(path)

    def here(self) -> dict[str, str]:
        """Exercises that the data at hand cannot answer: id → the reason. Empty for the shipped
        data."""
        gone = {}
        for id in self.exercises:
            try:
                self.exercise(id).solve()
            except NotHere as reason:
                gone[id] = str(reason)
        return gone

    def plan(self, minutes: int = 90) -> pd.DataFrame:
        """The timing table for the trainer.

        Parameters
        ----------
        minutes : int
            90, or 180 for the long form.

        Returns
        -------
        DataFrame
            ``from, to`` (minutes from the start), ``step, how``.
        """
        if minutes not in (90, 180):
            raise ValueError(
                tr(
                    "课时表有 90 分钟和 180 分钟两种。",
                    "there are plans for 90 and for 180 minutes",
                )
            )
        column = "minutes" if minutes == 90 else "long"
        rows, clock = [], 0
        for step in self.texts["step"]:
            length = step.get(column, step["minutes"])
            if length:
                rows.append(
                    {
                        "from": clock,
                        "to": clock + length,
                        "step": say(step["name"]),
                        "how": say(step["how"]),
                    }
                )
            clock += length
        return pd.DataFrame(rows, columns=["from", "to", "step", "how"])

    def quiz(self) -> pd.DataFrame:
        """The five questions asked before and after: ``question, options``, options lettered from
        A, without the answers."""
        rows = [
            {"question": say(q["ask"]), "options": "　".join(lettered(q["options"]))}
            for q in self.texts["quiz"]
        ]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1))

    def score(self, before: Sequence[str], after: Sequence[str]) -> pd.DataFrame:
        """Answers before and after the lesson, side by side, with the reason for the right one.

        Parameters
        ----------
        before, after : sequence of str
            Five letters each, such as ``"ABACD"``.

        Returns
        -------
        DataFrame
            ``question, before, after, answer, reason``; about the lesson, not about a person:
            nothing is kept.
        """
        asked = self.texts["quiz"]
        for given in (before, after):
            if len(given) != len(asked):
                raise ValueError(
                    tr(
                        f"要 {len(asked)} 个字母，如 ABACD。",
                        f"{len(asked)} letters are wanted, such as ABACD",
                    )
                )
        rows = [
            {
                "question": say(q["ask"]),
                "before": b.upper(),
                "after": a.upper(),
                "answer": "ABCDEFGH"[q["answer"]],
                "reason": say(q["why"]),
            }
            for q, b, a in zip(asked, before, after)
        ]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1))


def lettered(options: Sequence[Mapping[str, str]]) -> list[str]:
    """Options as ``A. …``, in the reader's language."""
    return [f"{letter}. {say(option)}" for letter, option in zip("ABCDEFGH", options)]


def headed(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with headings for readers."""
    return frame.rename(columns={name: heading(name) for name in frame.columns})
