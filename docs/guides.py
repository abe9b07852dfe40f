"""Run the guides for researchers and keep what they print: docs/guides/NAME.py, a percent script
whose prose stands in both languages, becomes docs/en/guides/NAME.md and docs/zh/guides/NAME.md.

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


LANGUAGES = ("en", "zh")
AGAIN = {
    "en": "`docs/guides/{name}.py` holds the code alone: `python start.py docs/guides.py {name}` "
    "runs it again and keeps what it prints.",
    "zh": "代码单独存在 `docs/guides/{name}.py`；`python start.py docs/guides.py {name}` "
    "重跑一遍并存下输出。",
}


def cells(text: str) -> list[tuple[str, str]]:
    """The cells of a percent script: the language of prose or "" for code, and the text."""
    parts = re.split(r"^# %%( \[markdown\](?: zh)?)?\n", text, flags=re.MULTILINE)[1:]
    kinds = {None: "", " [markdown]": "en", " [markdown] zh": "zh"}
    return [(kinds[mark], body.strip("\n")) for mark, body in zip(parts[::2], parts[1::2])]


def page_of(script: Path, lang: str) -> str:
    """A guide as a page in one language, with what each cell printed when it was run just now."""
    from toolkit.terms import use_lang

    out, names = [], {"__name__": script.stem}
    with use_lang(lang):
        for prose, body in cells(script.read_text(encoding="utf-8")):
            if prose:
                if prose == lang:
                    text = re.sub(r"^# ?", "", body, flags=re.MULTILINE)
                    # a line of Chinese goes on without a space
                    out.append(re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", text))
                continue
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(body, str(script), "exec"), names)
            out.append(f"```python\n{body}\n```")
            if printed.getvalue().strip():
                lines = [line.rstrip() for line in printed.getvalue().rstrip("\n").splitlines()]
                out.append("```text\n" + "\n".join(lines) + "\n```")
    return "\n\n".join([*out, AGAIN[lang].format(name=script.stem)]) + "\n"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args(argv)
    differ = []
    for script in sorted((HERE / "guides").glob("*.py")):
        if args.names and script.stem not in args.names:
            continue
        for lang in LANGUAGES:
            kept = HERE / lang / "guides" / f"{script.stem}.md"
            page = page_of(script, lang)
            if not args.check:
                kept.write_text(page, encoding="utf-8")
            elif not kept.is_file() or kept.read_text(encoding="utf-8") != page:
                differ.append((lang, script.stem))
    for lang, name in differ:
        print(
            f"{lang}: {name} differs from what is kept; run python start.py docs/guides.py {name}"
        )
    return 1 if differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
