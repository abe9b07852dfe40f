"""Run the guides for researchers and keep what they print: docs/guides/NAME.py, a percent script,
becomes docs/en/guides/NAME.md.

python start.py docs/guides.py [NAME …]    run and keep
python start.py docs/guides.py --check     run, and say which kept pages differ
"""

import argparse
import contextlib
import io
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


def cells(text: str) -> list[tuple[bool, str]]:
    """The cells of a percent script: is it prose, and its text."""
    parts = re.split(r"^# %%( \[markdown\])?\n", text, flags=re.MULTILINE)[1:]
    return [(bool(mark), body.strip("\n")) for mark, body in zip(parts[::2], parts[1::2])]


def page_of(script: Path) -> str:
    """A guide as a page, with what each cell printed when it was run just now."""
    out, names = [], {"__name__": script.stem}
    for prose, body in cells(script.read_text(encoding="utf-8")):
        if prose:
            out.append(re.sub(r"^# ?", "", body, flags=re.MULTILINE))
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(body, str(script), "exec"), names)
        out.append(f"```python\n{body}\n```")
        if printed.getvalue().strip():
            lines = [line.rstrip() for line in printed.getvalue().rstrip("\n").splitlines()]
            out.append("```text\n" + "\n".join(lines) + "\n```")
    again = f"`docs/guides/{script.name}` holds the code alone: `python start.py docs/guides.py`"
    return "\n\n".join([*out, again + " runs it again and keeps what it prints."]) + "\n"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args(argv)
    differ = []
    for script in sorted((HERE / "guides").glob("*.py")):
        if args.names and script.stem not in args.names:
            continue
        kept = HERE / "en" / "guides" / f"{script.stem}.md"
        page = page_of(script)
        if not args.check:
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(page, encoding="utf-8")
        elif not kept.is_file() or kept.read_text(encoding="utf-8") != page:
            differ.append(script.stem)
    for name in differ:
        print(f"{name}: differs from what is kept; run python start.py docs/guides.py {name}")
    return 1 if differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
