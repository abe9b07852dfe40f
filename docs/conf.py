"""Sphinx's settings for both languages; ``python start.py docs`` (docs/build.py) chooses one.

The words of the Chinese index are pairs of neighbouring characters, in the page's script as here:
no dictionary is needed, and a word that no dictionary knows is found.
"""

import os
import re

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

SITE_LANGUAGE = os.environ.get("SITE_LANGUAGE", "zh")
OTHER = {"zh": ("en", "English"), "en": ("zh", "中文")}[SITE_LANGUAGE]
CHINESE = SITE_LANGUAGE == "zh"

project = "典型工具箱" if CHINESE else "Exemplar Toolkit"
author = "Exemplar Toolkit contributors"
language = "zh_CN" if CHINESE else "en"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
smartquotes = False

# one character or two neighbouring ones for Chinese; letters and digits as they stand
RUNS = re.compile(r"[㐀-鿿]+|[A-Za-z0-9_]+")
SPLITTER = """
var splitQuery = (query) =>
  (query.match(/[㐀-鿿]+|[A-Za-z0-9_]+/gu) || []).flatMap((run) =>
    /[㐀-鿿]/u.test(run) === false || run.length === 1
      ? [run]
      : Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2)));
"""


def words_of(text: str) -> list[str]:
    """The words under which a text is found: Chinese characters, their pairs, and other words."""
    found = []
    for run in RUNS.findall(text):
        if run[0] < "㐀":
            found.append(run)
        else:
            found += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return found


class ChinesePairs(SearchLanguage):
    """Chinese by pairs of characters."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        return words_of(input)

    def word_filter(self, stemmed_word: str) -> bool:
        return bool(stemmed_word)


def switch(app: Sphinx, pagename: str, template: str, context: dict, doctree: object) -> None:
    """Put the link to the same page in the other language above every page."""
    code, name = OTHER
    up = "../" * (pagename.count("/") + 1)
    target = pagename if doctree is not None or pagename == "search" else "index"
    here = "中文" if CHINESE else "English"
    link = f'<a class="language" hreflang="{code}" href="{up}{code}/{target}.html">{name}</a>'
    both = f"<span>{here}</span>"
    first, second = (both, link) if CHINESE else (link, both)
    context["theme_announcement"] = f"{first} | {second}"


def setup(app: Sphinx) -> dict:
    app.add_search_language(ChinesePairs)
    app.connect("html-page-context", switch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
