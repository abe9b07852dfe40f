"""What was frozen stays: public names, every table of both shipped reports, the plan, every answer
of every lesson."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


def freeze() -> ModuleType:
    spec = importlib.util.spec_from_file_location("freeze_script", ROOT / "scripts" / "freeze.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def differences(was: Any, now: Any, at: str = "") -> list[str]:
    """Where two nested results differ, one line each."""
    if isinstance(was, dict) and isinstance(now, dict):
        return [
            d
            for key in sorted({*was, *now})
            for d in differences(was.get(key), now.get(key), f"{at}/{key}")
        ]
    return [] if was == now else [f"{at}: {was} → {now}"]


@pytest.mark.parametrize("subject", ["names", "reports", "plan", "lessons"])
def test_nothing_frozen_has_changed(subject: str) -> None:
    script = freeze()
    was = json.loads((script.FOLDER / f"{subject}.json").read_text(encoding="utf-8"))
    now = json.loads(json.dumps(script.SUBJECTS[subject](), ensure_ascii=False))
    changed = differences(was, now)
    assert not changed, "\n".join(
        [f"changed on purpose? python start.py scripts/freeze.py {subject}", *changed[:40]]
    )


def test_a_difference_is_seen() -> None:
    assert differences({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}) == ["/a/c: 2 → 3"]
