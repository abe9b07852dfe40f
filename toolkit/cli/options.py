"""What a command takes, as data: options with their help in both languages, the language flag that
every command knows, and the actions of a command that has several."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.terms import tr


@dataclass(frozen=True)
class Option:
    """One option or place of a command; `settings` are those of ``add_argument``."""

    name: str
    zh: str
    en: str
    settings: Mapping[str, Any]


def option(name: str, zh: str = "", en: str = "", **settings: Any) -> Option:
    """An option: its name, its help in Chinese and English, what ``add_argument`` takes."""
    return Option(name, zh, en, settings)


def describe(parser: argparse.ArgumentParser, options: Sequence[Option]) -> None:
    """Let a parser take these options, in their order."""
    for o in options:
        parser.add_argument(o.name, help=tr(o.zh, o.en) or None, **o.settings)


def language() -> argparse.ArgumentParser:
    """The parent of every parser: ``--lang``, wherever it stands on the line."""
    # a default here would overrule what was said before the command's name
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument(
        "--lang", choices=("zh", "en"), default=argparse.SUPPRESS, help="zh | en (TOOLKIT_LANG)"
    )
    return parent


def actions(parser: argparse.ArgumentParser, common: Sequence[Option] = ()) -> Callable[..., None]:
    """What adds an action to a command: ``(name, run, zh, en, options)``; every action takes the
    `common` options, too."""
    parent = language()
    describe(parent, common)
    found = parser.add_subparsers(metavar="ACTION", required=True)

    def action(
        name: str,
        run: Callable[[argparse.Namespace], int],
        zh: str,
        en: str,
        options: Sequence[Option] = (),
    ) -> None:
        made = found.add_parser(name, parents=[parent], help=tr(zh, en), description=tr(zh, en))
        describe(made, options)
        made.set_defaults(run=run)

    return action
