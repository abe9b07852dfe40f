"""An office's own spreadsheet of pairings (台账) read into organisations, pairings and rosters:
what is unclear is asked, what is personal never leaves the reader."""

from toolkit.records.ledgers.answers import ledger_of, read_answers, write_county
from toolkit.records.ledgers.ledger import Ledger
from toolkit.records.ledgers.opening import Source, is_county, ledger_problems, open_source
from toolkit.records.ledgers.page import write_page
from toolkit.records.ledgers.questions import Question
from toolkit.records.ledgers.reading import read_ledger
from toolkit.records.ledgers.refusals import LedgerRefused
from toolkit.records.ledgers.remembering import load_mapping, mapping_path, save_mapping
from toolkit.records.ledgers.tocounty import receiving_side
from toolkit.records.ledgers.wording import role_said

__all__ = [
    "Ledger",
    "LedgerRefused",
    "Question",
    "Source",
    "is_county",
    "ledger_of",
    "ledger_problems",
    "load_mapping",
    "mapping_path",
    "open_source",
    "read_answers",
    "read_ledger",
    "receiving_side",
    "role_said",
    "save_mapping",
    "write_county",
    "write_page",
]
