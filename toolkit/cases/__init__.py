"""Cases: from reports of exemplars to what is common among them, with every sentence traceable.
`read` turns a report into sentences, outline, programmes, figures and names with exact offsets;
`code` suggests practice codes, people decide (`coding_sheet`, `read_coding`, `merge`), `agreement`
says how far they agree; `matrix`, `closed_patterns` and `copied` show what is shared, beside the
outcome; `summarise` and `in_depth` cut every line from its source and say on what
evidence it rests. Knows records; nothing here judges a practice."""

from toolkit.cases.by_case import as_cases, shown_to_others
from toolkit.cases.choosing import admitted, line_by_case, remedies_from, strongest
from toolkit.cases.citations import check_citations
from toolkit.cases.codebook import Code, Codebook, default_codebook
from toolkit.cases.coders import code
from toolkit.cases.coding import MACHINES, accepted, coded_apart, merge
from toolkit.cases.compared import experience, fisher, in_time, known_outcomes
from toolkit.cases.depth import CaseStudy, cross_case, in_depth, rival_names
from toolkit.cases.doubts import doubtful
from toolkit.cases.evidence import EVIDENCE, grounds, level_only
from toolkit.cases.fitting import fitted, placed
from toolkit.cases.listing import coding_table
from toolkit.cases.loading import (
    county_coding,
    from_county,
    from_folder,
    nature_of,
    read_outcomes,
)
from toolkit.cases.matters import MATTERS, first_rated, manner, shortfalls
from toolkit.cases.naming import mask
from toolkit.cases.patterns import closed_patterns, copied, evidence_table, matrix
from toolkit.cases.people import coding_sheet, read_coding, read_people
from toolkit.cases.qdpx_reading import Project, from_qdpx
from toolkit.cases.qdpx_writing import to_qdpx
from toolkit.cases.raters import is_rating, raters_of
from toolkit.cases.reliability import agreement, disagreements, krippendorff_alpha
from toolkit.cases.report import Report, read
from toolkit.cases.slots import SLOTS
from toolkit.cases.sources import CaseError
from toolkit.cases.summary import statement, summarise
from toolkit.cases.undone import dropped
from toolkit.cases.wanting import lacking, wants
from toolkit.cases.ways import ways_told
from toolkit.cases.whole import Excerpt, says_who

__all__ = [
    "EVIDENCE",
    "MACHINES",
    "MATTERS",
    "SLOTS",
    "CaseError",
    "CaseStudy",
    "Code",
    "Codebook",
    "Excerpt",
    "Project",
    "Report",
    "accepted",
    "admitted",
    "agreement",
    "as_cases",
    "check_citations",
    "closed_patterns",
    "code",
    "coded_apart",
    "coding_sheet",
    "coding_table",
    "copied",
    "county_coding",
    "cross_case",
    "default_codebook",
    "disagreements",
    "doubtful",
    "dropped",
    "evidence_table",
    "experience",
    "first_rated",
    "fisher",
    "fitted",
    "from_county",
    "from_folder",
    "from_qdpx",
    "grounds",
    "in_depth",
    "in_time",
    "is_rating",
    "known_outcomes",
    "krippendorff_alpha",
    "lacking",
    "level_only",
    "line_by_case",
    "manner",
    "mask",
    "matrix",
    "merge",
    "nature_of",
    "placed",
    "raters_of",
    "read",
    "read_coding",
    "read_outcomes",
    "read_people",
    "remedies_from",
    "rival_names",
    "says_who",
    "shortfalls",
    "shown_to_others",
    "statement",
    "strongest",
    "summarise",
    "to_qdpx",
    "wants",
    "ways_told",
]
