"""Write the reference of the site from what the packages themselves say: every public name, the
tables, the rules, the command line and the state machines.

Docstrings are read by numpydoc and written as Markdown, so that a page shows what a reader of the
code reads. They are in English; the Chinese pages say so.
"""

import argparse
import importlib
import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from machines import draw_machine
from numpydoc.docscrape import NumpyDocString

import toolkit
import workshop
from toolkit import register, rules, terms
from toolkit.cli import entry
from toolkit.terms import tr, use_lang

SECTIONS = (
    ("Parameters", "参数"),
    ("Returns", "返回"),
    ("Yields", "逐个给出"),
    ("Attributes", "属性"),
    ("Raises", "错误"),
    ("Warns", "警告"),
    ("See Also", "另见"),
    ("Notes", "说明"),
    ("References", "出处"),
    ("Examples", "例子"),
)
SPECIAL = re.compile(r"([\\*_\[\]<>|$#{}])")


def plain(text: str) -> str:
    """Running text of a docstring as Markdown: code stays code, signs of Markdown lose their
    meaning."""
    parts = re.split(r"(``.+?``|`[^`\n]+`)", text)
    out = []
    for part in parts:
        if part.startswith("`"):
            out.append(f"`{part.strip('`')}`")
        else:
            out.append(SPECIAL.sub(r"\\\1", part).replace("::", ":"))
    return "".join(out)


def paragraphs(lines: list[str]) -> str:
    """Paragraphs, lists and examples of a docstring as Markdown."""
    out: list[str] = []
    for part in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")):
        stripped = inspect.cleandoc(part)
        if stripped.startswith(">>>") or "\n>>>" in stripped:
            out.append(f"```python\n{stripped}\n```")
        elif part.startswith("    "):
            out.append(f"```text\n{stripped}\n```")
        elif stripped:
            # an indented line goes on with the one above it
            joined = re.sub(r"\n\s*(?![-*] |\d+\. )", " ", stripped)
            out.append(plain(joined) if not re.match(r"[-*] ", joined) else bullets(joined))
    return "\n\n".join(out)


def bullets(text: str) -> str:
    return "\n".join("- " + plain(line[2:]) for line in text.splitlines())


def items(entries: list[Any]) -> str:
    """Parameters, results and errors: name, type, meaning."""
    out = []
    for entry_ in entries:
        head = f"**{plain(entry_.name)}**" if entry_.name else ""
        kind = f"*{plain(entry_.type)}*" if entry_.type else ""
        meaning = paragraphs(entry_.desc).replace("\n\n", "\n\n  ").replace("\n- ", "\n  - ")
        first = ": ".join(filter(None, [" ".join(filter(None, [head, kind])), meaning]))
        out.append(f"- {first}")
    return "\n".join(out)


def documented(thing: Any) -> str:
    """The docstring of something public as Markdown; empty when it has none of its own."""
    text = inspect.getdoc(thing)
    if not text:
        return ""
    parsed = NumpyDocString(text)
    summary = [*parsed["Summary"], "", *parsed["Extended Summary"]]
    out = [paragraphs(summary)]
    for name, chinese in SECTIONS:
        content = parsed[name]
        if not content or not any(content):
            continue
        out.append(f"**{tr(chinese, name)}**")
        if name == "See Also":
            out.append("\n".join(f"- `{n}`" for names, _ in content for n, _ in names))
        else:
            listed = hasattr(content[0], "desc")
            out.append(items(content) if listed else paragraphs(content))
    return "\n\n".join(filter(None, out))


def signature(name: str, thing: Any) -> str:
    """How it is called, in one block: one line, or one line a parameter."""
    try:
        called = inspect.signature(thing)
    except (TypeError, ValueError):
        return name
    parts, kinds = [], inspect.Parameter
    for parameter in called.parameters.values():
        if parameter.kind is kinds.KEYWORD_ONLY and "*" not in "".join(p[:1] for p in parts):
            parts.append("*")
        # annotations are kept as text; their outer quotes are no part of them
        part = re.sub(r"^(\*{0,2}\w+): (['\"])(.*?)\2(?= =|$)", r"\1: \3", str(parameter))
        part = re.sub(r"<class '([\w.]+)'>", r"\1", part)
        parts.append(re.sub(r"<([\w.]+)[^>]* at 0x[0-9a-f]+>", r"\1", part))
    result = called.return_annotation
    after = "" if result is called.empty else f" -> {getattr(result, '__name__', result)}"
    line = f"{name}({', '.join(parts)}){after}"
    return line if len(line) <= 88 else f"{name}(\n    " + ",\n    ".join(parts) + f",\n){after}"


def members(kind: type) -> Iterator[tuple[str, Any, bool]]:
    """Public methods and properties that a class defines itself: name, thing, is it called."""
    for name, thing in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(thing, classmethod | staticmethod):
            yield name, thing.__func__, True
        elif inspect.isfunction(thing):
            yield name, thing, True
        elif isinstance(thing, property) or hasattr(thing, "func"):
            yield name, getattr(thing, "fget", None) or thing.func, False


def value(thing: Any) -> str:
    text = re.sub(r" at 0x[0-9a-f]+", "", repr(thing))
    return text if len(text) < 600 else text[:600] + " …"


def target(room: str, name: str, thing: Any) -> str:
    """Where a name's entry is found. Addresses know no capitals: `Plan` and `plan` are told apart
    by what they are."""
    kind = "-class" if inspect.isclass(thing) else "" if callable(thing) else "-data"
    return f"{room}.{name}{kind}"


def own(match: re.Match[str]) -> str:
    """A call as people write it: without ``self``."""
    return "()" if match[2].endswith(")") else "(" + (match[1] or "")


def entry_of(room: str, name: str, thing: Any) -> str:
    """One public name: heading, call, docstring, and what its class offers."""
    out = [f"({target(room, name, thing)})=", f"## `{name}`"]
    if not callable(thing) or isinstance(thing, str):
        out.append(f"```python\n{name} = {value(thing)}\n```")
        return "\n\n".join(out)
    out.append(f"```python\n{signature(name, thing)}\n```")
    out.append(documented(thing))
    if inspect.isclass(thing):
        for member, function, called in members(thing):
            call = signature(member, function) if called else member
            out.append(f"### `{name}.{member}`")
            call = re.sub(r"\((\n    )?self(, |,\n    |\)|,\n\))", own, call)
            out.append(f"```python\n{call}\n```")
            out.append(documented(function))
    return "\n\n".join(filter(None, out))


def first_sentence(thing: Any) -> str:
    text = (inspect.getdoc(thing) or "").split("\n\n")[0] if callable(thing) else ""
    return plain(re.split(r"(?<=[.]) ", re.sub(r"\s+", " ", text), maxsplit=1)[0])


def room_page(title: str, module: Any, path: str) -> str:
    """A page for one door: what it is for, a list of its names, and each of them."""
    names = [n for n in module.__all__ if not inspect.ismodule(getattr(module, n))]
    out = [f"# `{title}`", paragraphs((inspect.getdoc(module) or "").splitlines())]
    out.append(
        tr(
            "说明取自代码本身，只有英文；参数、返回、错误等小标题为中文。",
            "Taken from the code itself.",
        )
    )
    rows = [
        f"| [`{n}`](#{target(path, n, getattr(module, n))}) "
        f"| {first_sentence(getattr(module, n)) or tr('数据', 'data')} |"
        for n in names
    ]
    out.append("\n".join([tr("| 名称 | 做什么 |", "| Name | What it is |"), "|---|---|", *rows]))
    out += [entry_of(path, n, getattr(module, n)) for n in names]
    return "\n\n".join(out) + "\n"


def cell(text: object) -> str:
    return SPECIAL.sub(r"\\\1", "" if text is None else str(text))


def tables_page() -> str:
    """Every table of a county: its columns, kinds, allowed values."""
    out = [tr("# 数据表", "# Tables")]
    out.append(
        tr(
            "只有“组织”表必填。中英文表头都能读；多出的列照样保留，个人信息的列一律拒收。",
            "Only the table of organisations is required. English and Chinese headings are read; "
            "other columns are kept, columns of personal data refused.",
        )
    )
    for table in terms.tables().values():
        must = tr("必填", "required") if table.required else tr("选填", "optional")
        out.append(f"## {table.chinese} `{table.name}`")
        out.append(f"{tr('主键', 'Key')}: `{', '.join(table.key)}` · {must}")
        head = tr(
            "| 列 | 中文表头 | 类型 | 必填 | 可取的值或规定 |",
            "| Column | Chinese heading | Kind | Required | Values or rule |",
        )
        rows = []
        for column in table.columns:
            known = terms.labels().get((table.name, column.name), {})
            choices = tr("、", ", ").join(f"`{k}` {v}" for k, v in known.items())
            need = tr("是", "yes") if column.required else ""
            rows.append(
                f"| `{column.name}` | {cell(column.chinese)} | {column.kind} | {need} "
                f"| {choices or cell(column.rule)} |"
            )
        out.append("\n".join([head, "|---|---|---|---|---|", *rows]))
    return "\n\n".join(out) + "\n"


def rules_page() -> str:
    """Every rule with its range, sources and grade, and the list of sources."""
    out = [tr("# 规则", "# Rules")]
    out.append(
        tr(
            "每个起决定作用的数字都是一条规则。等级：A 全国性文件或报刊，B 县级做法，C 范本，"
            "未核实为我们自己的取值。`python start.py rules` 列出同样的内容；"
            "在 Python 里用 `rules=` 换值，超出范围的值会被拒绝。",
            "Every number that decides something is a rule. Grades: A a national text or press, "
            "B a county's practice, C a template, unverified our own choice. "
            "`python start.py rules` lists the same; functions take other values through `rules=` "
            "and refuse those outside the range.",
        )
    )
    head = tr(
        "| 规则 | 含义 | 默认 | 范围 | 等级 | 出处 |",
        "| Rule | Meaning | Default | Range | Grade | Sources |",
    )
    rows = []
    book = rules.default_rules()
    for rule in map(book.rule, book):
        grade = terms.label("provenance", "grade", rule.grade)
        limits = "" if rule.low is None else f"{rule.low} – {rule.high}"
        allowed = ", ".join(rule.choices) or limits
        rows.append(
            f"| `{rule.name}` | {cell(rule.meaning)} | {cell(rule.default)} | {cell(allowed)} "
            f"| {grade} | {cell(', '.join(rule.sources))} |"
        )
    out.append("\n".join([head, "|---|---|---|---|---|---|", *rows]))
    out.append(tr("## 出处", "## Sources"))
    out.append("\n".join(f"- **{k}** {cell(v)}" for k, v in rules.sources().items()))
    return "\n\n".join(out) + "\n"


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command and every action of it, with its parser."""
    for action in entry.parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, parser in action.choices.items():
                yield name, parser
                for inner in parser._actions:
                    if isinstance(inner, argparse._SubParsersAction):
                        yield from ((f"{name} {n}", p) for n, p in inner.choices.items())


def commands_page() -> str:
    """The help of every command."""
    os.environ["COLUMNS"] = "84"
    out = [tr("# 命令行", "# Command line")]
    out.append(
        tr(
            "在工具箱的文件夹里写 `python start.py 命令`；装进自己的环境后写 `toolkit 命令`。"
            "任何命令后都可以加 `--lang zh` 或 `--lang en`。",
            "In the toolkit's folder write `python start.py COMMAND`, in an environment of your "
            "own `toolkit COMMAND`. `--lang zh` or `--lang en` may follow any command.",
        )
    )
    for name, parser in commands():
        mark = "###" if " " in name else "##"
        out += [f"{mark} `{name}`", f"```text\n{parser.format_help().rstrip()}\n```"]
    return "\n\n".join(out) + "\n"


def machines_page(folder: Path) -> str:
    """Every state machine: drawn, and as a table."""
    out = [tr("# 状态机", "# State machines")]
    out.append(
        tr(
            "登记库里的每个对象都在一个状态机里。图和表出自同一份数据；图里没有箭头的变化一律拒绝。",
            "Everything in the register is in one of these. A change without an arrow is refused.",
        )
    )
    for name, machine in terms.machines().items():
        words = {s for a, _, b in machine["transitions"] for s in (a, b)}
        states = {s: register.state_word(name, s) for s in words}
        steps = [(a, register.event_word(e), b) for a, e, b in machine["transitions"]]
        draw_machine(machine["start"], steps, states, folder / f"machine_{name}.png")
        title = register.machine_word(name)
        said = tr("；", "; ").join(f"{states[a]} → {e} → {states[b]}" for a, e, b in steps)
        out += [f"## {title} `{name}`", f"![{title}: {said}](machine_{name}.png)"]
        head = tr("| 原状态 | 事件 | 新状态 |", "| State | Event | Next state |")
        rows = [
            f"| {states[a]} `{a}` | {register.event_word(e)} `{e}` | {states[b]} `{b}` |"
            for a, e, b in machine["transitions"]
        ]
        out.append("\n".join([head, "|---|---|---|", *rows]))
    return "\n\n".join(out) + "\n"


def index_page(paths: list[str]) -> str:
    data = ["tables", "rules", "commands", "machines"]
    said = tr(
        "# 参考\n\n每个公开的名称、每张表、每条规则、每个命令和每个状态机，都由软件包自己写出。",
        "# Reference\n\nEvery public name, table, rule, command and state machine, written by the "
        "packages themselves.",
    )
    listed = "\n".join([*data, *paths])
    return f"{said}\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"


def write_reference(target: Path) -> None:
    """Write ``reference/`` below both languages' folders of `target`."""
    for lang in ("zh", "en"):
        folder = target / lang / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        with use_lang(lang):
            rooms = {
                "toolkit": toolkit,
                **{f"toolkit.{r}": importlib.import_module(f"toolkit.{r}") for r in toolkit._ROOMS},
                "workshop": workshop,
            }
            made = {
                title.replace(".", "_"): room_page(title, module, title)
                for title, module in rooms.items()
            }
            listed = index_page(list(made))
            made |= {"tables": tables_page(), "rules": rules_page(), "commands": commands_page()}
            made |= {"machines": machines_page(folder), "index": listed}
        for name, text in made.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
