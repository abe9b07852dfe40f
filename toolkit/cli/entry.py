"""The parser, the language flag, and errors said in one sentence instead of a traceback."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from importlib import import_module
from importlib.metadata import entry_points, version

from toolkit.cli.options import language
from toolkit.progress import waiting
from toolkit.terms import tr, use_lang

#: modules of this package that add commands, in the order of ``toolkit --help``
COMMANDS = (
    "records",
    "ledger",
    "demo",
    "pairing",
    "reports",
    "wheelhouse",
    "comparison",
    "cases",
    "register",
    "spread",
    "evaluation",
    "nation",
)
#: what the parser itself says
CHINESE = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这段说明",
    "%(prog)s: error: %(message)s\n": "%(prog)s：错误：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "还要写：%s",
    "unrecognized arguments: %s": "不认识：%s",
    "expected one argument": "后面要有一个值",
    "expected at least one argument": "后面至少要有一个值",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r，可选 %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r 不是所要的值（%(type)s）",
}


def _own_words(text: str) -> str:
    return tr(CHINESE.get(text, text), text)


argparse._ = _own_words  # type: ignore[attr-defined]


def parser() -> argparse.ArgumentParser:
    """The whole parser; every command sets ``run``, a function of the parsed arguments that returns
    an exit code."""
    common = language()
    top = argparse.ArgumentParser(
        prog="toolkit", parents=[common], description=tr("典型工具箱", "Exemplar Toolkit")
    )
    told = tr("显示版本号", "show the version")
    top.add_argument("--version", action="version", version=version("exemplar-toolkit"), help=told)
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def add_command(name: str, **kw: object) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[common], **kw)  # type: ignore[arg-type]

    for module in COMMANDS:
        import_module(f"toolkit.cli.{module}").add(add_command)
    # commands of packages beside the library, such as the workshop's, are found by their entry
    # points
    for found in sorted(entry_points(group="toolkit.commands"), key=lambda entry: entry.name):
        found.load()(add_command)
    return top


def _speak_utf8() -> None:
    # a GBK console must not turn a report about 喆 into a traceback
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _say_once() -> Callable[..., None]:
    """A printer of warnings that says each sentence once."""
    said: set[str] = set()

    def say(message: Warning | str, *_: object, **__: object) -> None:
        if str(message) not in said:
            said.add(str(message))
            print(f"{tr('提示', 'note')}: {message}", file=sys.stderr)

    return say


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 well, 1 problems found, 2 cannot go on)."""
    _speak_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    # the language is known before the parser is made: its help speaks it too
    with use_lang(_asked_language(words)):
        return _run(parser().parse_args(words))


def _asked_language(words: list[str]) -> str | None:
    for word, following in zip(words, [*words[1:], ""]):
        flag, _, value = word.partition("=")
        if flag == "--lang" and (value or following) in ("zh", "en"):
            return value or following
    return None


def _run(args: argparse.Namespace) -> int:
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _say_once()  # type: ignore[assignment]
            # what serves a page is at work until it is ended, and says itself when it is ready
            ending = getattr(args, "serves", False)
            with nullcontext() if ending else waiting(tr("进行中", "working")):
                return int(args.run(args) or 0)
    except KeyboardInterrupt:
        print(
            tr("已中断，没有写到一半的文件。", "Interrupted; nothing is left half-written."),
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:  # the reader of a pipe (head, more) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ValueError, OSError) as error:
        if os.environ.get("TOOLKIT_DEBUG"):
            raise
        print(f"{tr('错误', 'error')}: {_said(error)}", file=sys.stderr)
        return 2


def _said(error: ValueError | OSError) -> str:
    """What to do about an error; the system's own words for files are English, with a number."""
    if not isinstance(error, OSError):
        return str(getattr(error, "said", error))
    reasons = {
        errno.EROFS: tr(
            "这里只能读不能写，请换一个文件夹", "this place is read-only: choose another folder"
        ),
        errno.EACCES: tr(
            "没有权限，或正被别的程序占用，请换一个文件夹或先关闭它",
            "no permission, or in use: choose another folder, or close it",
        ),
        errno.ENOSPC: tr("磁盘已满", "the disk is full"),
        errno.ENOTDIR: tr(
            "这里要的是文件夹，却有一个同名文件", "a folder is needed, but a file has that name"
        ),
        errno.EEXIST: tr(
            "已有同名文件，请换一个名称", "a file has that name already: choose another"
        ),
        errno.EISDIR: tr("这是一个文件夹，请给出文件名", "this is a folder: name a file"),
        errno.ENOENT: tr("没有这个文件或文件夹", "no such file or folder"),
    }
    if error.errno not in reasons:
        return str(error)
    reason = reasons[error.errno]
    return f"{error.filename}: {reason}" if error.filename else reason
