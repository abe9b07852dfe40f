"""``toolkit sandbox``: the county sandbox for a room, from one laptop."""

from __future__ import annotations

import argparse
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cli import describe, option
from toolkit.cli.demo import effect_of
from toolkit.progress import waiting
from toolkit.terms import lang, tr

if TYPE_CHECKING:
    from workshop.sandbox import Sandbox

WORD_LEAST, DIGITS_LEAST = 4, 6


_SANDBOX = (
    option(
        "source",
        "toolkit demo 生成的县（可不填）",
        "a county made by toolkit demo (optional)",
        nargs="?",
        metavar="SOURCE",
        type=Path,
    ),
    option(
        "--session",
        "存档文件；已有就接着玩（默认 sandbox.sqlite）",
        "session file; an existing one goes on (default sandbox.sqlite)",
        type=Path,
        default=Path("sandbox.sqlite"),
        metavar="FILE",
    ),
    option(
        "--seed",
        "随机种子（默认随机）",
        "seed (drawn when left out)",
        type=int,
        metavar="S",
    ),
    option(
        "--effect",
        "真实效应，同 toolkit demo",
        "the true effect, as in toolkit demo",
        metavar="E",
    ),
    option(
        "--organisations",
        "组织数（默认 260）",
        "organisations (default 260)",
        type=int,
        metavar="N",
    ),
    option(
        "--open",
        "让局域网里的设备进来（须有口令）",
        "let devices of the local network in (needs a word)",
        action="store_true",
    ),
    option("--word", "共用口令", "the shared word", default="", metavar="WORD"),
    option(
        "--port",
        "端口（默认 8810）",
        "port (default 8810)",
        type=int,
        default=8810,
        metavar="P",
    ),
    option(
        "--paper",
        "只写出纸面材料和决策表到这个文件夹",
        "only write the paper sheets and the decision sheet to this folder",
        type=Path,
        metavar="DIR",
    ),
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``toolkit sandbox [SOURCE]``."""
    p = add_command(
        "sandbox",
        help=tr("县域沙盘推演（浏览器，或纸上）", "the county sandbox, in browsers or on paper"),
    )
    describe(p, _SANDBOX)
    p.set_defaults(run=run, serves=True)


def run(args: argparse.Namespace) -> int:
    """Serve the session until interrupted, or write the paper sheets."""
    from workshop.sandbox import Sandbox, SandboxSession, SessionFile

    word = args.word.strip()
    if args.open and len(word) < (DIGITS_LEAST if word.isdigit() else WORD_LEAST):
        raise ValueError(
            tr(
                f"--open 须同时给出 --word：至少 {WORD_LEAST} 个字，只用数字则至少 {DIGITS_LEAST} "
                "位。",
                f"--open needs a --word of at least {WORD_LEAST} characters, or of {DIGITS_LEAST} "
                "digits.",
            )
        )
    with waiting(tr("准备沙盘", "making the county")):
        store = SessionFile(args.session, _settings(args))
        sandbox = Sandbox.of(store.settings)
        if args.paper:
            return _paper(sandbox, args.paper)
    from workshop.sandbox import Room, serve

    room = Room(SandboxSession(sandbox, store), word)
    try:
        serve(
            room,
            args.port,
            "0.0.0.0" if args.open else "127.0.0.1",
            lambda port: _greet(store, port, args.open),
            lang(),
        )
    except OSError as error:
        zh = (
            f"端口 {args.port} 用不了（{error.strerror}）：可能已经开着一个沙盘，或用 --port "
            f"换一个。"
        )
        raise ValueError(
            tr(zh, f"port {args.port} cannot be used ({error.strerror}): try another --port.")
        ) from error
    finally:
        store.close()
    return 0


def _settings(args: argparse.Namespace) -> Any:
    """The county that was asked for; None to go on with the session as it is."""
    from toolkit.demo import Settings
    from toolkit.records import County
    from workshop.sandbox import Sandbox

    if args.source is not None:
        return Sandbox.of(County.load(args.source)).settings
    asked = (args.seed, args.effect, args.organisations)
    if all(a is None for a in asked) and args.session.exists():
        return None
    import secrets

    seed = secrets.randbelow(10**9) if args.seed is None else args.seed
    return Settings.checked(
        args.organisations or 260, seed, effect_of(args.effect or "modest"), "QL", "青澜县"
    )


def _greet(store: Any, port: int, opened: bool) -> None:
    for address in _addresses() if opened else ["127.0.0.1"]:
        print(tr(f"小组地址：http://{address}:{port}/", f"groups: http://{address}:{port}/"))
    lead = f"http://127.0.0.1:{port}/lead#{store.get('lead')}"
    print(tr(f"讲师地址（不要投影）：{lead}", f"facilitator (do not project): {lead}"))
    print(
        tr(
            f"存档：{store.path}；按 Ctrl+C 结束，再启动会接着玩。",
            f"session: {store.path}; Ctrl+C ends, starting again goes on.",
        )
    )
    if opened:
        print(
            tr(
                "课堂局域网上的明文传输，只放虚构数据。",
                "Plain HTTP on a classroom network: fictitious data only.",
            ),
            flush=True,
        )
    print(end="", flush=True)


def _addresses() -> list[str]:
    """Addresses of this machine that other devices may reach; nothing is sent to find them."""
    try:
        found = {
            str(a[4][0]) for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        }
    except OSError:
        found = set()
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(
                ("192.0.2.1", 9)
            )  # a documentation address: a datagram socket only looks up the route
            found.add(asked.getsockname()[0])
    except OSError:
        pass
    return sorted(a for a in found if not a.startswith("127.")) or [
        tr("（用 ipconfig 查看本机地址）", "(see ipconfig)")
    ]


def _paper(sandbox: Sandbox, folder: Path) -> int:
    from toolkit import reports
    from workshop.sandbox import decision_book, form_report, guide_report, paper_report

    folder.mkdir(parents=True, exist_ok=True)
    for made, name in (
        (guide_report(sandbox), tr("沙盘_讲师", "sandbox_facilitator")),
        (paper_report(sandbox), tr("沙盘_小组", "sandbox_group")),
        (form_report(sandbox), tr("沙盘_决策单", "sandbox_form")),
    ):
        print(reports.word_page(made, folder / f"{name}.docx"))
    print(decision_book(sandbox, folder / f"{tr('沙盘_决策表', 'sandbox_decisions')}.xlsx"))
    return 0
