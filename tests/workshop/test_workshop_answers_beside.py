"""What stands beside an answer is read only where it changes nothing: a solution with another known
thing, a negation or a wrong number at its side is never accepted, in any exercise."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from toolkit.terms import use_lang
from workshop import Lesson
from workshop.lessons import numbers, texts
from workshop.lessons.answers import folded, is_number, listed, read
from workshop.lessons.beside import idle, strange
from workshop.lessons.differences import leaves
from workshop.lessons.exercise import Checker

EXERCISES = [(n, exercise["id"]) for n in numbers() for exercise in texts(n)["exercise"]]
#: parts in people's own words, of which no machine can tell whether they are true; all others are
#: held to the rule
OWN_WORDS = {
    (1, "questions"): ["whole"],
    (3, "kept"): ["理由"],
    (4, "headline"): ["whole"],
    (6, "record"): [3, 4, 5],
    (7, "mend"): ["whole"],
    (8, "summary"): ["whole"],
    (10, "case"): ["谁", "做了什么", "什么时候", "凭什么看得出"],
    (10, "statement"): ["看到什么", "和谁比", "还可能是什么原因", "不能说什么", "下个月记哪个数"],
}


@cache
def lesson(number: int) -> Lesson:
    return Lesson(number)


def other_name(checker: Checker, chance: random.Random) -> str:
    """A known spelling of a thing that is no part of the solution; "" where there is none."""
    there = {str(leaf) for leaf in leaves(checker.solve())}
    free = {n for n, thing in checker.names.items() if str(thing) not in there and "*" not in n}
    return chance.choice(sorted(free)) if free else ""


def spoiled(one: Any, other: str) -> list[str]:
    """One thing of an answer with what changes it beside it."""
    wrong = one + 7 if is_number(one) else 99
    beside = [f"不是{one}", f"{one}不对", f"{one}或别的", f"除{one}之外", f"{one}（不是）"]
    beside += [f"{one} {wrong}", f"{wrong} {one}", f"{one}、{wrong}"]
    return beside + ([f"{one}{other}", f"{one} {other}", f"{one}（{other}）"] if other else [])


def answers(checker: Checker, own: list[Any], chance: random.Random) -> Iterator[Any]:
    """The solution as it is typed, spoiled in one place."""
    typed, other = checker.typed(), other_name(checker, chance)
    if isinstance(typed, dict):
        keys = [key for key in typed if key not in own]
        for key in chance.sample(keys, min(2, len(keys))):
            yield from ({**typed, key: said} for said in spoiled(typed[key], other))
    elif listed(checker.solve()):
        parts = typed.split("、")
        at = chance.randrange(len(parts))
        for said in spoiled(parts[at], other):
            yield "、".join([*parts[:at], said, *parts[at + 1 :]])
        yield f"{typed}、99"
    elif not own:
        yield from spoiled(typed, other)


def one_thing_twice(checker: Checker, given: Any) -> bool:
    """Whether what was put beside the answer only says the same in other words (不能说 不对)."""
    known = {folded(str(name)): str(thing) for name, thing in checker.names.items()}
    typed = checker.typed()
    if not isinstance(given, dict) or not isinstance(typed, dict):
        return False
    (key,) = (k for k in typed if given[k] != typed[k])
    beside = folded(str(given[key]).replace(str(typed[key]), "", 1))
    return known.get(beside) == str(checker.solve()[key])


@pytest.mark.parametrize(("number", "id"), EXERCISES)
def test_a_solution_with_something_else_beside_it_is_never_accepted(number: int, id: str) -> None:
    chance, own = random.Random(f"{number}{id}"), OWN_WORDS.get((number, id), [])
    with use_lang("zh"):
        checker = lesson(number).exercise(id)
        tried = list(answers(checker, own, chance))
        # a decision is written into a copy of the register each time
        tried = chance.sample(tried, 6) if id == "record" else tried
        assert tried or own
        for given in tried:
            verdict = checker.check(given)
            assert one_thing_twice(checker, given) or not verdict.right, f"{given!r}: {verdict}"


@pytest.mark.parametrize(("number", "id"), EXERCISES)
def test_what_is_not_checked_in_people_s_own_words_is_said(number: int, id: str) -> None:
    said = lesson(number).texts_of(id).get("unchecked")
    assert (said is not None) == ((number, id) in OWN_WORDS)
    if said:
        with use_lang("zh"):
            checker = lesson(number).exercise(id)
            assert checker.check(checker.solve()).sentence.endswith(said["zh"])
        with use_lang("en"):
            assert lesson(number).exercise(id).unchecked == said["en"]


@pytest.mark.parametrize(
    ("rest", "asked", "odd"),
    [
        ("个。", "", ""),
        ("我觉得是 的", "", ""),
        ("不是", "", "不是"),
        ("乡党支部", "", ""),
        ("撤走以后", "谁撤走以后最伤", ""),
        ("没有帮上", "谁没有帮上", "没有帮上"),
        ("4", "", "4"),
        ("a+b", "", "+b"),
        ("the answer is", "", ""),
        ("not", "not this one", "not"),
    ],
)
def test_words_that_change_nothing_are_a_small_table_and_the_question_s_own(
    rest: str, asked: str, odd: str
) -> None:
    assert strange(rest, asked) == odd and idle(rest, asked) == (not odd)


def test_a_pair_s_name_and_number_are_one_thing_and_two_names_are_not() -> None:
    cards = {"歌桥村": 7, "舟桥村": 8}
    for typed in ("7", "7号", "歌桥村7号", "歌桥村（7）", "7 歌桥村", "歌桥村党支部"):
        assert read(typed, {7, 8}, cards) == [7], typed
    for typed in ("歌桥村8号", "歌桥村舟桥村", "歌桥村（8）", "8 歌桥村"):
        assert read(typed, {7, 8}, cards) != [7], typed


@pytest.mark.parametrize(
    ("number", "id", "typed"),
    [
        (1, "sort", "家底 活动 投入 投入 活动 活动 结果 结果"),
        (1, "sort", "1家底 2活动 3投入 4投入 5活动 6活动 7结果 8结果"),
        (1, "year", "二〇一〇年七月一日"),
        (1, "year", "应该是2010年吧"),
        (1, "ratios", "1.23件/人、9.21名/个、1.23%"),
        (2, "questions", "1不读 2是同一个单位 3党群共建"),
        (2, "unpaired", "大井村（云口乡）和南垭村（双溪乡）"),
        (2, "overloaded", "林业局（4/3）、梨园村（2/1）"),
        (2, "leave", "农业局走了最伤"),
        (3, "asked", "第一对C，第二对D"),
        (3, "asked", "C D"),
        (
            8,
            "rivals",
            [
                "能排除，凭第20句：审计报告写的",
                "只能减轻，第19句",
                "不能排除 15、16",
                "没有排除，22",
                "还没排除（第3句）",
            ],
        ),
    ],
)
def test_a_right_answer_is_read_in_the_words_of_a_class(number: int, id: str, typed: Any) -> None:
    with use_lang("zh"):
        assert lesson(number).check(id, typed), typed


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("苹果以前多少？香蕉花了多少钱？谁核桃子？西瓜后来怎么样？别的葡萄比多少？", "elsewhere"),
        ("哈哈哈哈以前？呵呵呵花钱？啦啦啦谁核？嘻嘻嘻变化？嘿嘿嘿后来？", "elsewhere"),
        ("以前怎么样？以前怎么样呢？谁核的？花了多少？后来怎么样？", "twice"),
        ("起点对照兑现核验花费多少？哪些村？哪些党员？哪些承诺？哪些单位？", "one_sort"),
    ],
)
def test_key_words_alone_make_no_question(said: str, hint: str) -> None:
    with use_lang("zh"):
        assert lesson(1).check("questions", said).hint == hint


@pytest.mark.parametrize(
    ("number", "id", "typed", "hint"),
    [
        (4, "headline", "公布口径0.237，折算到省0.560，写法不同，另有0.99。", "other_number"),
        (8, "rivals", dict.fromkeys(range(1, 6), "没排除，也排除，第20句"), "no_verdict"),
        (8, "rivals", dict.fromkeys(range(1, 6), "排除，第1、20句"), "other_sentence"),
    ],
)
def test_what_can_be_checked_of_own_words_is(number: int, id: str, typed: Any, hint: str) -> None:
    with use_lang("zh"):
        assert lesson(number).check(id, typed).hint == hint
