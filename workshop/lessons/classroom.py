"""What a class types and sees in a notebook: marks of a Chinese keyboard are read as meant, and
every error is one sentence with its line and what to do."""

from __future__ import annotations

import ast
import builtins
import re
import sys
import traceback
import unicodedata
from collections.abc import Collection
from typing import Any

from toolkit.terms import tr

_QUOTES = dict.fromkeys("“”„‟", '"') | dict.fromkeys("‘’", "'")
_LINE = re.compile(r"^(answer\s*=\s*)(.*?)(\s*#.*)?$", flags=re.MULTILINE)


def repaired(cell: str, known: Collection[str]) -> str:
    """A cell whose answer was typed without quotes or with full-width marks, as it was meant; any
    other cell as it is.

    Examples
    --------
    >>> repaired('answer = “甲、乙”', ())
    'answer = "甲、乙"'
    >>> repaired("answer = 30个", ())
    "answer = '30个'"
    """
    if not re.search(r"^answer\s*=", cell, flags=re.MULTILINE):
        return cell
    for tried in (cell, _halved(cell), _LINE.sub(_quoted, cell)):
        if _stands(tried, known):
            return tried
    return cell


def _quoted(line: re.Match[str]) -> str:
    return f"{line[1]}{line[2]!r}{line[3] or ''}"


def _halved(cell: str) -> str:
    """Marks outside of quotes in half width."""

    def half(found: re.Match[str]) -> str:
        mark = found[0]
        if len(mark) > 1:
            return mark
        return _QUOTES.get(mark) or unicodedata.normalize("NFKC", mark)

    return re.sub(r'"[^"\n]*"|\'[^\'\n]*\'|[^\w\s、。]', half, cell)


def _stands(cell: str, known: Collection[str]) -> bool:
    """Whether Python can read the cell, and every name in the answer means something."""
    try:
        tree = ast.parse(cell)
    except (SyntaxError, ValueError):
        return False
    answers = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "answer"
    ]
    used = {n.id for value in answers for n in ast.walk(value) if isinstance(n, ast.Name)}
    return used <= {*known, *dir(builtins)}


def told(error: BaseException, line: int | None = None) -> str:
    """What an error means for who sits before the cell, in a sentence or two."""
    where = tr(f"第 {line} 行", f"line {line}") if line else tr("这一格", "this cell")
    words = str(error)
    if isinstance(error, NameError):
        name = getattr(error, "name", None) or (re.findall(r"'(.+?)'", words) or [""])[0]
        if re.fullmatch(r"[A-Za-z_]\w*", name):
            return tr(
                f"{where}的“{name}”现在还不认识：上面有格没有运行。"
                "请点菜单“运行 → 运行选中单元格上方的所有单元格”，再运行这一格。",
                f"{name!r} in {where} is not known yet: run the cells above first.",
            )
        return tr(
            f'{where}的“{name}”没有写进引号：请写成 answer = "{name}"。',
            f'{name!r} in {where} has no quotes: write answer = "{name}".',
        )
    if isinstance(error, SyntaxError):
        return _syntax(error, where)
    own = re.sub(r"'[^']*'", "", words)  # what Python only quotes is not our sentence
    if re.search(r"[一-鿿]", own) and not isinstance(error, KeyError):
        return tr(f"{where}没有做成：{words}", f"{where} stopped: {words}")
    if isinstance(error, TypeError) and "argument" in words:
        return tr(
            f'{where}的括号里少写或多写了一项：请照原样恢复，如 lesson.check("名称", answer)。',
            f"{where} has an item too few or too many in its brackets: put it back as it was.",
        )
    what = {
        KeyError: ("里没有 {} 这一项：请核对写法", "has no item {}: check its spelling"),
        IndexError: ("要的那一项不存在：数一数有几项", "asks for an item that is not there"),
        AttributeError: ("用了一个没有的名字：请照原样恢复", "uses a name that is not there"),
        TypeError: ("把不同的东西放在一起算了：数不要加引号", "mixes unlike things"),
        ZeroDivisionError: ("除数是零：请核对分母", "divides by zero: check the denominator"),
        ValueError: ("给的值用不上：请核对所填的内容", "was given a value that it cannot use"),
        ModuleNotFoundError: ("要的部件没有装上：请告诉老师", "needs a part that is not installed"),
        FileNotFoundError: ("要的文件不在：请核对文件名", "finds no such file: check its name"),
        PermissionError: ("写不进文件：请先关上打开着的表格", "cannot write: close the open file"),
        RecursionError: ("绕进了死循环：请照原样恢复", "went round in a circle"),
        MemoryError: ("内存不够：请关掉别的程序", "ran out of memory: close other programs"),
    }
    says = next(
        (v for kind, v in what.items() if isinstance(error, kind)),
        ("没有做成：请照原样恢复这一格", "stopped"),
    )
    zh, en = (text.format(words) for text in says)
    return tr(
        f"{where}{zh}。改不好就关闭笔记本不保存，重新打开。",
        f"{where} {en}. If nothing helps, close without saving and open it again.",
    )


def _syntax(error: SyntaxError, where: str) -> str:
    words, text = str(error.msg), error.text or ""
    mark = re.search(r"invalid (?:non-printable )?character '?(.)", words)
    if mark:
        return tr(
            f"{where}有一个全角符号“{mark[1]}”：请换成英文输入法的符号。",
            f"{where} has the full-width mark {mark[1]!r}: type it in half width.",
        )
    if "unterminated" in words or text.count('"') % 2:
        return tr(
            f'{where}的引号只有一半：答案两边都要有英文引号 ""。',
            f'{where} has half a pair of quotes: an answer stands between two "".',
        )
    if "comma" in words:
        return tr(f"{where}少了一个英文逗号：请补上。", f"{where} lacks a comma.")
    if "never closed" in words or "unmatched" in words or "does not match" in words:
        return tr(
            f"{where}的括号没有成对：请补上或删去一个。",
            f"{where} has a bracket without its partner.",
        )
    if isinstance(error, IndentationError):
        return tr(
            f"{where}开头多了或少了空格：请和上一行对齐。",
            f"{where} begins with blanks too many or too few: line it up.",
        )
    return tr(
        f'{where}读不懂：答案请写在引号里，几项之间用顿号，如 "甲、乙"。',
        f'{where} cannot be read: write the answer in quotes, such as "A, B".',
    )


def _handle(
    shell: Any, kind: type, error: BaseException, trace: Any, tb_offset: Any = None
) -> None:
    cells = [
        f
        for f in traceback.extract_tb(trace)
        if "ipykernel_" in f.filename or f.filename.startswith("<ipython")
    ]
    line = error.lineno if isinstance(error, SyntaxError) else cells[-1].lineno if cells else None
    print(f"✗ {told(error, line)}", file=sys.stderr)
    original = str(error).splitlines()[0] if str(error) else ""
    print(
        tr("  Python 的原话：", "  Python says: ") + f"{kind.__name__}: {original}", file=sys.stderr
    )


def install() -> None:
    """In a notebook, from now on: answers are read as meant and errors are told; elsewhere
    nothing."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or getattr(shell, "in_class", False):
        return
    shell.in_class = True

    def mend(lines: list[str]) -> list[str]:
        return repaired("".join(lines), shell.user_ns).splitlines(keepends=True)

    shell.input_transformers_cleanup.append(mend)
    shell.set_custom_exc((Exception,), _handle)
