"""The base under the pages of the workshop: elements and styles, a widget that shows what Python
says and hands on what people do, their file, and Voila on this machine alone."""

from workshop.web.messages import Messages, PageError
from workshop.web.saving import PageFile
from workshop.web.serving import serve
from workshop.web.steps import PageSteps
from workshop.web.widget import PageWidget, files_of

__all__ = [
    "Messages",
    "PageError",
    "PageFile",
    "PageSteps",
    "PageWidget",
    "files_of",
    "serve",
]
