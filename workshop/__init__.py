"""What a room of people uses: lessons with exercises that check themselves, printable packs,
structured discussion, the pairing board, the coding desk and the county sandbox. It is built on
the public names of `toolkit` alone; rooms load when they are first used.
"""

from importlib import import_module
from typing import Any

_NAMES = {
    "Checker": "lessons",
    "Lesson": "lessons",
    "NotHere": "lessons",
    "Sandbox": "sandbox",
    "SandboxError": "sandbox",
    "TalkError": "talk",
    "Verdict": "lessons",
    "Board": "board",
    "Desk": "desk",
    "case_pack": "talk",
    "case_questions": "talk",
    "discussion_forms": "talk",
    "discussion_sheets": "talk",
    "merged_sheet": "talk",
    "minutes": "talk",
    "pack": "packs",
    "read_answers": "talk",
    "shown": "lessons",
    "suggest_clusters": "talk",
    "tally": "talk",
}
__all__ = [*_NAMES]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(f"workshop.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'workshop' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
