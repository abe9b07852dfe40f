"""An office's own spreadsheet of pairings (台账) read into organisations, pairings and rosters:
what is unclear is asked, what is personal never leaves the reader."""

from toolkit.records.ledgers.ledger import Ledger
from toolkit.records.ledgers.questions import Question
from toolkit.records.ledgers.reading import read_ledger
from toolkit.records.ledgers.refusals import LedgerRefused

__all__ = ["Ledger", "LedgerRefused", "Question", "read_ledger"]
