"""Reports: what people take away. One model of a report (sections of sentences, tables, figures,
limits), made once from a county, and three renderings of it: one HTML file without any outside
address, a Word document after GB/T 9704-2012, and a
workbook of every table. `html_page` and `word_page` also render reports that other rooms put
together."""

from toolkit.reports.build import county_report, nature_words, write_report
from toolkit.reports.casework import summary_report, write_casework
from toolkit.reports.comparing import ENDINGS, write_comparison
from toolkit.reports.context import reference_day
from toolkit.reports.html import html_page
from toolkit.reports.indepth import study_report
from toolkit.reports.model import Picture, Section, Table, WrittenReport
from toolkit.reports.reading import DESK_PORT, evidence_name, reading_page
from toolkit.reports.rowmates import row_section
from toolkit.reports.word import word_page
from toolkit.reports.wording import display_width, plain

__all__ = [
    "DESK_PORT",
    "ENDINGS",
    "Picture",
    "Section",
    "Table",
    "WrittenReport",
    "county_report",
    "display_width",
    "evidence_name",
    "html_page",
    "nature_words",
    "plain",
    "reading_page",
    "reference_day",
    "row_section",
    "study_report",
    "summary_report",
    "word_page",
    "write_casework",
    "write_comparison",
    "write_report",
]
