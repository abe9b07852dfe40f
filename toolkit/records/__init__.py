"""Records: a county's tables with fixed columns, read from messy sheets, checked with all errors at
once, and
saved so that nothing is lost and no cell becomes a formula. The schema doubles as the data
dictionary."""

from toolkit.records.check import check
from toolkit.records.county import County
from toolkit.records.files import SavedElsewhere
from toolkit.records.guard import FileProblem
from toolkit.records.problems import RecordError

__all__ = ["County", "FileProblem", "RecordError", "SavedElsewhere", "check"]
