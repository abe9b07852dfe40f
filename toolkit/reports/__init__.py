"""Reports: what people take away. One model of a report (sections of sentences, tables, figures,
limits), made once from a county, and three renderings of it: one HTML file without any outside
address, a Word document after GB/T 9704-2012, and a
workbook of every table. `html_page` and `word_page` also render reports that other rooms put
together."""

from toolkit.reports.book import tables_book
from toolkit.reports.build import county_report, write_report
from toolkit.reports.casework import summary_report, write_casework
from toolkit.reports.comparing import comparison_report, write_comparison
from toolkit.reports.html import html_page
from toolkit.reports.indepth import study_report
from toolkit.reports.model import Report, Section, Table
from toolkit.reports.reading import reading_page
from toolkit.reports.word import word_page

__all__ = [
    "Report",
    "Section",
    "Table",
    "comparison_report",
    "county_report",
    "html_page",
    "reading_page",
    "study_report",
    "summary_report",
    "tables_book",
    "word_page",
    "write_casework",
    "write_comparison",
    "write_report",
]
