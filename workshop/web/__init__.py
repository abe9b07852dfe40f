"""The base under the pages of the workshop: elements and styles, a widget that shows what Python
says and hands on what people do, and Voila on this machine alone."""

from workshop.web.serving import serve
from workshop.web.widget import PageError, PageWidget, Show, files_of

__all__ = [
    "PageError",
    "PageWidget",
    "Show",
    "files_of",
    "serve",
]
