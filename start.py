"""Set up and start the toolkit with Python's standard library alone.

    python start.py report [SOURCE] [--out DIR]   the reports; without SOURCE those on both shipped
    data sets, into out/, and the first is shown (not with --no-open)
    python start.py test [PYTEST OPTIONS]         the tests and the notebooks
    python start.py lint                          ruff and mypy; also pytest, ruff, mypy alone, with
    their own options
    python start.py docs                          the site in docs/, built offline into out/site
    python start.py lab                           JupyterLab in Chinese
    python start.py FILE.py [ARGUMENTS]           a script of this folder (scripts/notebooks.py,
    benchmarks/…)
    python start.py COMMAND [ARGUMENTS]           any other toolkit command

The first call makes `.venv` and installs pins checked against their hashes: from `wheelhouse/` when
there is one, else from the index that pip is set to. A class needs those of
`requirements-class.lock`; tests, scripts, `docs`, `setup` and `nation` those of
`requirements.lock`, which holds them all. Later calls start at once.
"""

import contextlib
import hashlib
import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "toolkit.stamp"  # written last: what was installed, and where
UNFINISHED = VENV / "toolkit.unfinished"  # there while an installation is under way
CLASS, WHOLE = "requirements-class.lock", "requirements.lock"
HELP_ZH = """典型工具箱：准备运行环境、启动各项功能，只靠 Python 自带的库。

    python start.py report [数据] [--out 文件夹]   写报告；不给数据，就为两份自带的数据各写一份，
    放进 out/，并打开第一份（--no-open 不打开）
    python start.py test [pytest 的选项]           测试，连同教案笔记本
    python start.py lint                           ruff 和 mypy；pytest、ruff、mypy 也可单独运行，
    选项照旧
    python start.py docs                           不联网写出文档网站，放进 out/site
    python start.py lab                            打开中文界面的 JupyterLab
    python start.py 文件.py [参数]                 运行本文件夹里的脚本（scripts/notebooks.py、
    benchmarks/…）
    python start.py 命令 [参数]                    工具箱的其他命令

第一次运行会建立 `.venv`，安装版本固定、逐个核对哈希的软件包：有 `wheelhouse/` 就从那里装，
没有就从 pip 设定的软件源装。上课用的列在 `requirements-class.lock`；测试、脚本、`docs`、`setup`
和 `nation` 用 `requirements.lock`，它包含全部。以后再运行，立即启动。
"""
VERSIONS = ("3.11", "3.12", "3.13")
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
SITE = VENV / ("Lib" if WINDOWS else f"lib/python{VERSION}") / "site-packages"
LINE = 60  # columns that the moving line may take
RELATIVE_PTH = """
import os, sysconfig
site = sysconfig.get_path("purelib")
with open(os.path.join(site, "_exemplar_toolkit.pth"), "w", encoding="ascii") as file:
    file.write(os.path.relpath(os.getcwd(), site))
"""


def language(argv):
    """The reader's language: ``--lang``, else ``TOOLKIT_LANG``, else the system's, as in
    `toolkit.terms`."""
    asked = [argv[i + 1] for i, a in enumerate(argv[:-1]) if a == "--lang"] + [
        a[7:] for a in argv if a.startswith("--lang=")
    ]
    names = [
        *asked,
        os.environ.get("TOOLKIT_LANG", ""),
        *map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")),
        locale.getlocale()[0],
    ]
    return "zh" if next((n for n in names if n), "").lower().startswith(("zh", "chinese")) else "en"


def wants_help(argv):
    """Whether no verb is given, or help alone, with or without a language."""
    rest = [
        a
        for i, a in enumerate(argv)
        if a != "--lang" and not a.startswith("--lang=") and (i == 0 or argv[i - 1] != "--lang")
    ]
    return not rest or rest[0] in ("-h", "--help")


def say(zh, en):
    print(zh + "\n" + en, file=sys.stderr, flush=True)


def stop(zh, en):
    say(zh, en)
    raise SystemExit(2)


def other_python():
    """A Python of the right version on this machine, when the one that runs this file is too old or
    too new."""
    for version in reversed(VERSIONS):
        for command in (["py", "-" + version], ["python" + version]):
            if (
                shutil.which(command[0])
                and subprocess.call([*command, "-c", ""], stderr=subprocess.DEVNULL) == 0
            ):
                return command
    return stop(
        f"需要 Python 3.11、3.12 或 3.13；现在用的是 {VERSION}。请先安装其中之一。",
        f"Python 3.11, 3.12 or 3.13 is needed; this is {VERSION}. Please install one of them "
        f"first.",
    )


def lock_for(verb):
    """The lock that a verb needs: the whole one for work on the toolkit itself and for many
    counties, else the class's."""
    return (
        WHOLE
        if verb in ("test", "lint", "docs", "pytest", "ruff", "mypy", "setup", "nation")
        or verb.endswith(".py")
        else CLASS
    )


def wanted(lock):
    """What the stamp says when this folder's environment is complete: lock, project file, place and
    Python."""
    digest = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    return f"{digest.hexdigest()} {ROOT} {VERSION}"


def ready(lock):
    """Whether the environment holds what `lock` pins; the whole lock holds what the class's
    does."""
    stamp = STAMP.read_text(encoding="utf-8") if STAMP.is_file() and not UNFINISHED.exists() else ""
    return stamp in (wanted(lock), wanted(WHOLE))


def check_place():
    """Windows opens no path of 260 characters or more, and the longest file installed has 165 below
    this folder."""
    if WINDOWS and len(str(ROOT)) > 90:
        stop(
            f"文件夹的路径太长（{len(str(ROOT))} 个字符）：{ROOT}。请移到较短的位置，例如 "
            f"D:\\toolkit，再运行一次。",
            f"The path of this folder has {len(str(ROOT))} characters. Move it to a shorter one, "
            f"such as D:\\toolkit, and run this again.",
        )


def usable():
    """Whether `.venv` can be installed into: made whole, by a Python of this version that still is
    on this machine."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    try:
        found = subprocess.run(
            [str(PYTHON), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
        )
    except OSError:
        return False
    return found.stdout.strip() == VERSION


def pip_command():
    """pip inside `.venv`; where Python came without ensurepip (Debian splits it off), the system's
    pip working on `.venv`."""
    if subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def make_venv():
    with_pip = importlib.util.find_spec("ensurepip") is not None
    if not with_pip and importlib.util.find_spec("pip") is None:
        stop(
            f"这个 Python 没有 ensurepip 和 pip。请先安装，例如 Debian/Ubuntu：sudo apt install "
            f"python{VERSION}-venv",
            f"This Python has neither ensurepip nor pip. Install them first, on Debian/Ubuntu: "
            f"sudo apt install python{VERSION}-venv",
        )
    if VENV.exists():
        shutil.rmtree(str(VENV))
    VENV.mkdir()
    UNFINISHED.touch()
    with ticking(seconds_passed):
        subprocess.run(
            [sys.executable, "-m", "venv", *([] if with_pip else ["--without-pip"]), str(VENV)],
            check=True,
        )


@contextlib.contextmanager
def ticking(told):
    """One line that moves every second while something lasts, on a terminal only; nothing is left
    of it at the end."""
    begun, ended = time.time(), threading.Event()

    def tick():
        while not ended.wait(1):
            sys.stderr.write("\r" + told(time.time() - begun).ljust(LINE))
            sys.stderr.flush()

    thread = threading.Thread(target=tick, daemon=True)
    if sys.stderr.isatty():
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.is_alive():
            thread.join()
            sys.stderr.write("\r" + " " * LINE + "\r")
            sys.stderr.flush()


def seconds_passed(seconds):
    return f"  {seconds:.0f} s"


def logged(command, log, packages=0):
    """Run pip with its words in a log and one moving line on the screen: how many packages are
    there, then installed, how long it took and about how much longer. What it said last is shown
    when it fails."""
    found = []

    def told(seconds):
        if not packages:
            return seconds_passed(seconds)
        # pip says a line for each package it has, and none while it installs them
        installed = min(len(list(SITE.glob("*.dist-info"))), packages)
        installing = len(found) >= packages
        step = "安装 installing" if installing else "取包 collecting"
        line = f"  {step} {installed if installing else len(found)}/{packages}"
        done = len(found) + installed * installing
        rest = f"  ~{seconds * (2 * packages - done) / done:.0f} s" if done > 9 else ""
        return line + seconds_passed(seconds) + rest

    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    said = []
    try:
        with ticking(told):
            for line in process.stdout:
                log.write(line)
                said = [*said[-19:], line]
                if line.startswith(("Collecting ", "Processing ")):
                    found.append(line)
            code = process.wait()
    except BaseException:
        # who stops this file stops what it started
        process.kill()
        process.wait()
        raise
    if code:
        sys.stderr.write("".join(said))
        raise subprocess.CalledProcessError(code, command[:4])


def install(lock):
    """Bring `.venv` to `lock`. An installation that was cut off is thrown away and made again."""
    say(
        "1/3 准备环境：首次需要几分钟，过程记在 .venv/setup.log",
        "1/3 Setting up: a few minutes the first time, logged in .venv/setup.log",
    )
    check_place()
    if not usable():
        make_venv()
    UNFINISHED.touch()
    wheelhouse = ROOT / "wheelhouse"
    offline = ["--no-index", "--find-links", str(wheelhouse)] if wheelhouse.is_dir() else []
    # what is never imported need not be compiled: that is more than half of the work
    pip = [
        *pip_command(),
        "install",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-input",
        "--no-compile",
    ]
    pins = ["--require-hashes", "--only-binary", ":all:", *offline, "-r", str(ROOT / lock)]
    packages = (ROOT / lock).read_text(encoding="utf-8").count("==")
    with (VENV / "setup.log").open("w", encoding="utf-8", errors="replace") as log:
        logged([*pip, *pins], log, packages)
        logged([*pip, "--no-index", "--no-build-isolation", "-e", str(ROOT)], log)
    # a path with Chinese in it would be read in the wrong encoding by some Pythons on Windows; a
    # relative one never is
    subprocess.run([str(PYTHON), "-c", RELATIVE_PTH], check=True, cwd=str(ROOT))
    STAMP.write_text(wanted(lock), encoding="utf-8")
    UNFINISHED.unlink()


def calls(verb, rest):
    """The command lines, after the environment's Python, that a verb stands for; what is no verb is
    a toolkit command."""
    if verb == "test":
        # a file's tests stay together: they share a browser, a server, an executed notebook; files
        # go in their order, so that the notebooks, twenty short ones, fill all cores to the end
        side_by_side = ["-n", "auto", "--maxprocesses=4"]
        side_by_side += ["--dist=loadfile", "--no-loadscope-reorder"]
        return [["-m", "pytest", "--nbval-lax", *side_by_side, "tests", "notebooks", *rest]]
    if verb == "lint":
        return [
            ["-m", "ruff", "check", "."],
            ["-m", "ruff", "format", "--check", "."],
            ["-m", "mypy"],
        ]
    if verb in ("pytest", "ruff", "mypy"):
        return [["-m", verb, *rest]]
    if verb == "setup":
        return []
    if verb == "docs":
        return [["docs/build.py", *rest]]
    return [[verb, *rest]] if verb.endswith(".py") else [["-m", "toolkit", verb, *rest]]


def main(argv):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="replace"
            )  # a console that lacks a character must not stop the work
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), told_to_end)
    if wants_help(argv):
        lang = language(argv)
        print(HELP_ZH if lang == "zh" else __doc__, flush=True)
        return (
            subprocess.call([str(PYTHON), "-m", "toolkit", "--lang", lang, "--help"])
            if VERSION in VERSIONS and ready(CLASS)
            else 0
        )
    if VERSION not in VERSIONS:
        return subprocess.call([*other_python(), str(ROOT / "start.py"), *argv])
    lock = lock_for(argv[0])
    was_ready = ready(lock)
    if not was_ready:
        try:
            install(lock)
        except (subprocess.CalledProcessError, OSError) as error:
            stop(
                f"安装没有完成：{error}",
                "The installation did not finish. See the lines above, then run this again.",
            )
    verb, rest = argv[0], [a for a in argv[1:] if a != NO_OPEN]
    environment = dict(os.environ)
    first = verb == "report" and not [a for a in sources(rest) if a]
    if first:
        environment["TOOLKIT_STEPS_BEFORE"] = "1"
        if NO_OPEN not in argv and not os.environ.get("CI"):
            rest.append("--open")
        if was_ready:
            say("1/3 准备环境：已就绪", "1/3 Setting up: ready")
    code = 0
    for call in calls(verb, rest):
        # tests and scripts run from this folder; the toolkit's own commands from where the reader
        # stands
        code = (
            started(
                [str(PYTHON), *call],
                None if call[:2] == ["-m", "toolkit"] else str(ROOT),
                environment,
            )
            or code
        )
    if first and not code:
        say("完成", "Done")
    return code


NO_OPEN = "--no-open"


def sources(rest):
    """The arguments of ``report`` that are no options: a county of the reader's own."""
    out, skip = [], False
    for argument in rest:
        if skip:
            skip = False
        elif argument.startswith("-"):
            skip = argument in ("--out", "--on", "--lang")
        else:
            out.append(argument)
    return out


def told_to_end(number, _):
    """A signal to end ends what runs below, too, as Ctrl+C does."""
    raise SystemExit(128 + number)


def started(command, folder, environment):
    """Run a command; who ends this one ends what it started."""
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        return process.wait()
    except BaseException as reason:
        # Ctrl+C reaches the child by itself; either way it gets a moment to put its things away
        if not isinstance(reason, KeyboardInterrupt):
            process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
