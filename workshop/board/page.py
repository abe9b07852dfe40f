"""The board as a page of its own: Voila on this machine alone, with a template that asks nobody for
anything."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.terms import lang, tr

SITE = Path(__file__).parent / "site"
#: how the settings of `toolkit board` reach the page's kernel
SETTINGS = "TOOLKIT_BOARD"
_EXTENSIONS = [
    "anywidget",
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
]


def environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """What a server and its kernels need to find in their environment to show this board.

    ``settings``: source, on, names, group, save.
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
        "template": "board",
        "allow_template_override": "NO",
        "extension_allowlist": _EXTENSIONS,
        "page_config_hook": _no_formulas,
    }
    return {"Voila": server, "VoilaConfiguration": page}


def _no_formulas(current_page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    # Voila would fetch MathJax from an outside address at once; the page brings a stand-in, for the
    # board has no formulas
    return {**current_page_config, "fullMathjaxUrl": "data:text/javascript,//"}


def serve(settings: Mapping[str, Any], port: int, token: str) -> None:
    """Serve the board from this process until it is interrupted."""
    os.environ.update(environment(settings))
    from traitlets.config import Config
    from voila.app import Voila

    Voila.launch_instance([str(SITE / "board.ipynb")], config=Config(options(port, token)))


def show() -> None:
    """Show the board that `toolkit board` was asked for; what cannot be shown is said in a
    sentence."""
    from IPython.display import HTML, display

    try:
        display(_asked(json.loads(os.environ.get(SETTINGS, "{}"))))
    except (ValueError, OSError) as error:
        from html import escape

        display(
            HTML(
                f"<p "
                f"style='font-size:24px;margin:40px'>{tr('打不开结对板：', 'No board: ')}"
                f"{escape(str(error))}</p>"
            )
        )


def _asked(settings: Mapping[str, Any]) -> Any:
    from toolkit.records import County
    from workshop.board.factory import asked_day, board

    county = County.load(settings["source"])
    on = asked_day(county, settings.get("on"))
    told = {k: settings[k] for k in ("names", "group", "save") if k in settings}
    return board(county, on, full=bool(settings.get("full", True)), **told)
