"""A page of its own: Voila on this machine alone, with a template that asks nobody for anything."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from toolkit.terms import lang, tr
from workshop.ending import gently, quickly

SITE = Path(__file__).parent / "site"
#: how the settings of `toolkit board` and `toolkit desk` reach the page's kernel
SETTINGS = "TOOLKIT_PAGE"
_EXTENSIONS = [
    "anywidget",
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
]


def environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """What a server and its kernels need to find in their environment to show this page.

    ``settings``: ``maker``, the function that makes the widget (``module:name``), and what it
    takes.
    """
    paths = os.pathsep.join(filter(None, (str(SITE), os.environ.get("JUPYTER_PATH"))))
    return {"JUPYTER_PATH": paths, SETTINGS: json.dumps(dict(settings)), "TOOLKIT_LANG": lang()}


def options(port: int, token: str) -> dict[str, dict[str, Any]]:
    """The server's settings: this machine only, one page, no extension but those that widgets
    need."""
    server = {
        "ip": "127.0.0.1",
        "port": port,
        "port_retries": 0,
        "token": token,
        "open_browser": False,
        "log_level": "ERROR",
    }
    server["tornado_settings"] = {
        "ws_ping_timeout": 30_000
    }  # its own default is one that tornado complains about
    page = {
        "template": "page",
        "allow_template_override": "NO",
        "extension_allowlist": _EXTENSIONS,
        "page_config_hook": _no_formulas,
    }
    return {"Voila": server, "VoilaConfiguration": page}


def _no_formulas(current_page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    # Voila would fetch MathJax from an outside address at once; the page brings a stand-in, for
    # there are no formulas
    return {**current_page_config, "fullMathjaxUrl": "data:text/javascript,//"}


def serve(settings: Mapping[str, Any], port: int, token: str) -> None:
    """Serve the page from this process until it is interrupted."""
    os.environ.update(environment(settings))
    gently()  # Voila ends its kernels on Ctrl+C, and on nothing else
    quickly()
    from traitlets.config import Config
    from voila.app import Voila

    Voila.launch_instance([str(SITE / "page.ipynb")], config=Config(options(port, token)))


def show() -> None:
    """Show the page that was asked for; what cannot be shown is said in a sentence."""
    from IPython.display import HTML, display

    settings = json.loads(os.environ.get(SETTINGS, "{}"))
    try:
        module, name = settings.pop("maker").split(":")
        display(getattr(import_module(module), name)(**settings))
    except (ValueError, OSError) as error:
        told = f"{tr('打不开：', 'Cannot be opened: ')}{escape(str(error))}"
        display(HTML(f"<p style='font-size:24px;margin:40px'>{told}</p>"))
