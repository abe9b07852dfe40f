"""Records: a county's tables with fixed columns, read from messy sheets, checked with all errors at
once, and
saved so that nothing is lost and no cell becomes a formula. The schema doubles as the data
dictionary."""

from toolkit.records.book_reading import BookSheet, read_book, table_from
from toolkit.records.cells import is_blank
from toolkit.records.checking import check, read_and_check
from toolkit.records.coerce import Typed, empty_table
from toolkit.records.county import County
from toolkit.records.csv_reading import Remark, read_csv
from toolkit.records.data_dictionary import schema
from toolkit.records.dates import read_date
from toolkit.records.documents import Document, read_docx
from toolkit.records.file_problems import FileProblem
from toolkit.records.files import SavedElsewhere, free_name, keep_source, must_end, writing
from toolkit.records.geography import chord_of, great_circle, on_sphere
from toolkit.records.headings import (
    OWN_SHEETS,
    SEARCHED_ROWS,
    column_called,
    guess_table,
    heading_row,
    plain,
    table_called,
)
from toolkit.records.ledgers import (
    Ledger,
    LedgerRefused,
    Question,
    Source,
    is_county,
    ledger_of,
    ledger_problems,
    load_mapping,
    mapping_path,
    open_source,
    read_answers,
    read_ledger,
    receiving_side,
    role_said,
    save_mapping,
    write_county,
    write_page,
)
from toolkit.records.marking import mark
from toolkit.records.named_columns import (
    ReadingWarning,
    as_flags,
    as_numbers,
    read_columns,
    read_grid,
    sheet_remarks,
)
from toolkit.records.naming import Names, bare
from toolkit.records.problems import Problems, RecordError, sentence
from toolkit.records.scoring import VOICES, assessed, voice_weights, weighted
from toolkit.records.sheets import MAX_ROWS, Sheet, write_book
from toolkit.records.sources import RawTable
from toolkit.records.templates import template
from toolkit.records.texts import Mark, decode

__all__ = [
    "MAX_ROWS",
    "OWN_SHEETS",
    "SEARCHED_ROWS",
    "VOICES",
    "BookSheet",
    "County",
    "Document",
    "FileProblem",
    "Ledger",
    "LedgerRefused",
    "Mark",
    "Names",
    "Problems",
    "Question",
    "RawTable",
    "ReadingWarning",
    "RecordError",
    "Remark",
    "SavedElsewhere",
    "Sheet",
    "Source",
    "Typed",
    "as_flags",
    "as_numbers",
    "assessed",
    "bare",
    "check",
    "chord_of",
    "column_called",
    "decode",
    "empty_table",
    "free_name",
    "great_circle",
    "guess_table",
    "heading_row",
    "is_blank",
    "is_county",
    "keep_source",
    "ledger_of",
    "ledger_problems",
    "load_mapping",
    "mapping_path",
    "mark",
    "must_end",
    "on_sphere",
    "open_source",
    "plain",
    "read_and_check",
    "read_answers",
    "read_book",
    "read_columns",
    "read_csv",
    "read_date",
    "read_docx",
    "read_grid",
    "read_ledger",
    "receiving_side",
    "role_said",
    "save_mapping",
    "schema",
    "sentence",
    "sheet_remarks",
    "table_called",
    "table_from",
    "template",
    "voice_weights",
    "weighted",
    "write_book",
    "write_county",
    "write_page",
    "writing",
]
