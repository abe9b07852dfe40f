"""Lesson 4, real pairings: who changed, how much lasted, what may be compared, and the sentence
that a headline lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.datasets import dataset
from toolkit.records import County, bare
from toolkit.terms import label, tr
from workshop.lessons.days import teaching_day
from workshop.lessons.exercise import NotHere, task

PROGRAMME = "east-west"
GRAIN = "province"
#: a list of more changed helpers is no work for a table group
_MOST = 12


@dataclass(frozen=True)
class Waves:
    """What the lesson computes on.

    Attributes
    ----------
    county : County
    prog_id : str or None
        The programme looked at; None where the pairings have no published waves.
    days : list of str
        The first day of each wave; 1 July of each year where there are none.
    shipped : bool
        Whether these are the published lists that the lesson was written for.
    """

    county: County
    prog_id: str | None
    days: list[str]
    shipped: bool = False

    def steps(self, grain: str | None = None) -> pd.DataFrame:
        """Changes from each wave (or year) to the next, ``from`` and ``to`` as text; see
        `pairing.waves`."""
        if self.prog_id is not None:
            return pairing.waves(self.county, self.prog_id, grain)
        out = pairing.retention(self.county, self.days, grain=grain)
        return out.assign(**{c: out[c].dt.strftime("%Y-%m-%d") for c in ("from", "to")})

    @cached_property
    def published(self) -> pd.DataFrame:
        """The steps as published; at least two."""
        found = self.steps()
        if len(found) < 2:
            raise NotHere(
                tr("少于三个批次，看不出延续。", "fewer than three waves: nothing to follow")
            )
        return found

    @property
    def order(self) -> list[str]:
        """The lists in their order."""
        return [str(self.published["from"].iloc[0]), *map(str, self.published["to"])]

    @cached_property
    def rolled(self) -> pd.DataFrame:
        """The same steps with both ends rolled up to the province."""
        if not self.shipped:
            raise NotHere(
                tr(
                    "这一题只问公布的东西部协作名单。",
                    "this exercise is about the published lists of east-west cooperation only",
                )
            )
        return self.steps(GRAIN)

    @cached_property
    def names(self) -> dict[str, str]:
        """Organisation → its name without the mark 虚构."""
        table = self.county["organisation"]
        return {str(i): bare(str(n)) for i, n in zip(table["org_id"], table["name"])}

    def pairs(self, at: int) -> set[tuple[str, str]]:
        """Helper and helped of the wave (or year) number `at`."""
        table = self.county["pairing"]
        if self.prog_id is None:
            table = table[pairing.running(table, self.days[at], self.county["organisation"])]
        else:
            table = table[(table["wave"] == self.order[at]).to_numpy(dtype=bool, na_value=False)]
        return set(zip(table["helper_id"].astype(str), table["recipient_id"].astype(str)))

    def lists(self, called: Mapping[str, str] | None = None) -> pd.DataFrame:
        """The first three lists side by side: whom each helper helped; a dash: not on that list.
        Names are those in `called`, else the codes."""
        self.published  # noqa: B018  three lists, or the reason
        named, columns = self.names if called is None else called, {}
        for at in range(3):
            helped: dict[str, list[str]] = {}
            for helper, recipient in sorted(self.pairs(at)):
                helped.setdefault(helper, []).append(named.get(recipient, recipient))
            told = {helper: tr("、", ", ").join(those) for helper, those in helped.items()}
            columns[self.days[at][:4]] = pd.Series(told, dtype=object)
        out = pd.DataFrame(columns).fillna("—").sort_index()
        out.index = [named.get(str(helper), str(helper)) for helper in out.index]
        return out.rename_axis("helper_id").reset_index()

    def writing(self) -> pd.DataFrame:
        """How each list is written: pairs by the levels of both ends, a column a list."""
        level = self.county["organisation"].set_index("org_id")["level"]
        words = {str(i): label("organisation", "level", v) for i, v in level.items()}
        told = {
            day[:4]: pd.Series([f"{words[h]} → {words[r]}" for h, r in self.pairs(at)])
            for at, day in enumerate(self.days)
        }
        counts = {year: pairs.value_counts() for year, pairs in told.items()}
        out = pd.DataFrame(counts).fillna(0).astype(int).sort_index(ascending=False)
        return out.rename_axis(tr("写法", "written as")).reset_index()

    def by_year(self, steps: pd.DataFrame) -> pd.DataFrame:
        """Steps with the lists called by their years."""
        years = {name: day[:4] for name, day in zip(self.order, self.days)}
        return steps.assign(**{end: [years[name] for name in steps[end]] for end in ("from", "to")})

    @property
    def heads(self) -> dict[str, str]:
        """Headings of the steps between lists."""
        return {
            "from": tr("从", "from"),
            "to": tr("到", "to"),
            "before": tr("前一批", "pairs before"),
            "after": tr("后一批", "pairs after"),
            "jaccard": tr("重合度·公布口径", "overlap as published"),
            "rolled": tr("重合度·折算到省", "overlap rolled up"),
        }

    def changed(self) -> dict[str, set[str]]:
        """Kind of answer → helpers (or helped): who changed between the second and third list, and
        what is taken for it."""
        first, second, third = (self.pairs(at) for at in range(3))
        both = {h for h, _ in second} & {h for h, _ in third}
        moved = {h for h in both if _helped(second, h) != _helped(third, h)}
        return {
            "changed": moved,
            "recipients": {r for h, r in third - second if h in moved},
            "added": {h for h, _ in second} - {h for h, _ in first},
            "unchanged": both - moved,
            "later": moved - ({h for h, _ in second} - {h for h, _ in first}),
        }


def _helped(pairs: set[tuple[str, str]], helper: str) -> set[str]:
    return {r for h, r in pairs if h == helper}


def load(source: Any = None) -> Waves:
    """East–west cooperation, or records of yours: the programme with the most waves, else 1 July of
    each year."""
    county = (
        source
        if isinstance(source, County)
        else County.load(dataset("counterpart_assistance") if source is None else source)
    )
    table = county["pairing"][county["pairing"]["wave"].notna()]
    if source is None or len(table):
        programme = (
            PROGRAMME
            if source is None
            else str(table.groupby("prog_id")["wave"].nunique().sort_index().idxmax())
        )
        starts = (
            table[table["prog_id"] == programme]
            .groupby("wave")["start"]
            .min()
            .sort_values(kind="stable")
        )
        days = [f"{d:%Y-%m-%d}" for d in starts]
        return Waves(county, programme, days, source is None)
    last = pd.Timestamp(teaching_day(county)).year
    first = max(county["pairing"]["start"].min().year + 1, last - 4)
    return Waves(county, None, [f"{year}-07-01" for year in range(first, last + 1)])


# ---- who changed


def _spellings(data: Waves) -> dict[str, str]:
    """Ways to write a place: its name in full, without the province before it, without 省 or 市."""
    ends = {end for at in (1, 2) for pair in data.pairs(at) for end in pair}
    out = {}
    for id in sorted(ends):
        whole = data.names[id]
        last = re.split(r"(?<=省)", whole)[-1] or whole
        for name in (whole, last):
            out[name] = id
            out[re.sub(r"(省|市|(维吾尔|壮族|回族)?自治区|\w族自治州)$", "", name)] = id
    return out


def _mistaken_changed(data: Waves, truth: set[str]) -> dict[str, set[str]]:
    found = {k: v for k, v in data.changed().items() if k != "changed" and v}
    return {k: v for i, (k, v) in enumerate(found.items()) if v not in list(found.values())[:i]}


@task(
    4,
    "changed",
    wrong=_mistaken_changed,
    names=_spellings,
    given=lambda data: f"{data.days[1][:4]} → {data.days[2][:4]}",
)
def changed(data: Waves) -> set[str]:
    """Helpers on both the second and the third list whose recipients are not the same."""
    data.published  # noqa: B018  three lists, or the reason
    found = data.changed()["changed"]
    if not 0 < len(found) <= _MOST:
        raise NotHere(
            tr(
                f"这两张名单之间换了对象的有 {len(found)} 个，不宜当堂逐个找。",
                f"{len(found)} helpers changed between these lists: no exercise for a class",
            )
        )
    return found


# ---- how much lasted

Two = tuple[float, float]


def _mistaken_retention(data: Waves, truth: Two) -> dict[str, Two]:
    two = data.published.head(2).astype(dict.fromkeys(("before", "after", "kept"), float))
    other = (2 * two["kept"] / (two["before"] + two["after"]), two["kept"] / two["after"])
    return {
        "before": _pair(two["kept_share"]),
        "after": _pair(other[1]),
        "dice": _pair(other[0]),
        "changed": (1 - truth[0], 1 - truth[1]),
        "percent": (round(100 * truth[0], 1), round(100 * truth[1], 1)),
    }


def _pair(values: pd.Series) -> Two:
    return float(values.iloc[0]), float(values.iloc[1])


@task(4, "retention", wrong=_mistaken_retention, tolerance=0.0006)
def retention(data: Waves) -> Two:
    """Overlap of the first and of the second step, as published."""
    return _pair(data.published["jaccard"])


# ---- what may be compared

#: the comparisons of the exercise by number: a step to the wave named, or "" where no step is
#: asked (another programme; what the lists do not hold)
_ASKED = {1: "east-west-2002", 2: "east-west-2016", 3: "east-west-2021", 4: "", 5: ""}


def _words() -> tuple[str, str, str]:
    """As published, after rolling up, not at all."""
    return tr("直接比", "as it is"), tr("折算再比", "roll up"), tr("不能比", "never")


def _other_words(_: Waves) -> dict[str, str]:
    direct, rolled, never = _words()
    told = {direct: direct, rolled: rolled, never: never}
    told |= dict.fromkeys(("直接", "能比", "能直接比", "可以直接比"), direct)
    told |= dict.fromkeys(("折算", "先折算", "折算后比", "先折算再比", "折算后再比"), rolled)
    return told | dict.fromkeys(("不能", "不可比", "不比", "都不能比"), never)


def _mistaken_comparable(data: Waves, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own, (direct, rolled, never) = dict(truth), _words()
    return {
        "direct": {k: direct if v == rolled else v for k, v in own.items()},
        "timid": {k: never if v == rolled else v for k, v in own.items()},
        "programmes": own | {4: rolled},
        "effort": own | {5: rolled},
        "mark": own | {2: direct},
    }


@task(4, "comparable", wrong=_mistaken_comparable, names=_other_words)
def comparable(data: Waves) -> dict[int, str]:
    """For each comparison: as published, after rolling up, or not at all."""
    direct, up, never = _words()
    rolled = data.rolled.set_index("to")["jaccard"]
    moved = (data.published.set_index("to")["jaccard"] - rolled).abs() > 1e-9
    return {
        number: never if not wave else up if moved[wave] else direct
        for number, wave in _ASKED.items()
    }


# ---- the sentence that the headline lacks

_STEP = "east-west-2016"
_RULER = re.compile(
    "写法|写到|尺子|粒度|折算|归并|到省|同一级|级别|口径不|ruler|grain|province|written|yardstick"
)
_VERDICT = re.compile(
    "失败|成功|更好|更差|有效|无效|不力|落后|退步|进步|优于|fail|success|better|worse"
)


def _two(data: Waves) -> Two:
    """The overlap of the step in question as published, and rolled up."""
    return tuple(  # type: ignore[return-value]
        float(steps.set_index("to").loc[_STEP, "jaccard"])
        for steps in (data.published, data.rolled)
    )


def _has(text: str, share: float) -> bool:
    """Whether a text tells the share, as a fraction or as a percentage, rounded as people do."""
    told = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
    return any(abs(n - share) < 0.0051 or (n > 1 and abs(n - 100 * share) < 0.51) for n in told)


def _others(text: str, shares: Two) -> list[str]:
    """Numbers of a text that are neither share nor a year, nor the headline's own."""
    told = re.findall(r"\d+(?:\.\d+)?", text)
    return [
        n
        for n in told
        if not re.fullmatch(r"(19|20)\d\d", n) and not any(_has(n, s) for s in shares)
    ]


def _judge_headline(answer: Any, data: Waves, truth: str) -> str | None:
    if not isinstance(answer, str) or len(answer) < 10:
        return None
    answer = " ".join(answer.split())
    published, rolled = _two(data)
    if _VERDICT.search(answer):
        return "judged"
    if not _has(answer, published):
        return "no_published"
    if not _has(answer, rolled):
        return "no_rolled"
    if other := _others(answer, (published, rolled)):
        return f"other_number\n{other[0]}"
    return "" if _RULER.search(answer) else "no_ruler"


def _mistaken_headline(data: Waves, truth: str) -> dict[str, str]:
    a, b = (f"{share:.3f}" for share in _two(data))
    return {
        "no_rolled": tr(
            f"按公布口径重合度只有 {a}，结对换了一大半。",
            f"As published the overlap is only {a}: most pairs were changed.",
        ),
        "no_published": tr(
            f"折算到省以后重合度是 {b}，变化不大。",
            f"Rolled up to the province the overlap is {b}.",
        ),
        "no_ruler": tr(
            f"重合度有两个数，一个是 {a}，一个是 {b}。",
            f"The overlap has two numbers, {a} and {b}.",
        ),
        "judged": tr(
            f"公布口径 {a}，折算到省 {b}，说明原来的结对失败了。",
            f"As published {a}, rolled up {b}: the old pairs were a failure.",
        ),
    }


@task(4, "headline", wrong=_mistaken_headline, judge=_judge_headline)
def headline(data: Waves) -> str:
    """A sentence with both overlaps of the step and what sets them apart, without a verdict."""
    a, b = (f"{share:.3f}" for share in _two(data))
    return tr(
        f"按公布口径重合度是 {a}，都折算到省是 {b}：差的那一截来自名单的写法。",
        f"As published the overlap is {a}, rolled up to the province {b}: the difference comes "
        f"from how the lists are written.",
    )
