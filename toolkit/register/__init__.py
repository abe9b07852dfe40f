"""Register: the information base (信息库) with dynamic management. Append-only events with guards
that name the rule they apply, state derived in the same transaction and rebuildable by replay,
lists of what is due for a person to decide; the year of selection and review step by step,
appraisal and commendation with their uncertainty shown, how long exemplars
last, and exports that keep secrets. SQLite on this computer by default, PostgreSQL by its URL."""

from toolkit.records import voice_weights
from toolkit.register.appraisal import five_good, rotation, stars, winners
from toolkit.register.commending import apportion, commend, seats
from toolkit.register.decisions import due_sheets, waiting_sheets
from toolkit.register.due import review_due, year_review_day
from toolkit.register.durations import proportional_hazards, survival_curve
from toolkit.register.exemplar_lives import REVIEWS
from toolkit.register.guided import Step, notice_over, review, selection, step
from toolkit.register.life import GuardError, Life
from toolkit.register.listings import listing, misclassified
from toolkit.register.privacy import (
    exports,
    key_from,
    log_export,
    suppress,
    without_names,
)
from toolkit.register.promises import (
    benchmark_sheet,
    burden,
    checkable,
    five_steps,
    fulfilment,
    late_commitments,
)
from toolkit.register.recording import record
from toolkit.register.register import Register
from toolkit.register.returns import visited_or_not
from toolkit.register.store import StoreError
from toolkit.register.survival import cox, kaplan_meier, lifetimes
from toolkit.register.words import due_word, event_word, machine_word, state_word
from toolkit.register.year import discovery, remote_coverage, sites, study, visits

__all__ = [
    "REVIEWS",
    "GuardError",
    "Life",
    "Register",
    "Step",
    "StoreError",
    "apportion",
    "benchmark_sheet",
    "burden",
    "checkable",
    "commend",
    "cox",
    "discovery",
    "due_sheets",
    "due_word",
    "event_word",
    "exports",
    "five_good",
    "five_steps",
    "fulfilment",
    "kaplan_meier",
    "key_from",
    "late_commitments",
    "lifetimes",
    "listing",
    "log_export",
    "machine_word",
    "misclassified",
    "notice_over",
    "proportional_hazards",
    "record",
    "remote_coverage",
    "review",
    "review_due",
    "rotation",
    "seats",
    "selection",
    "sites",
    "stars",
    "state_word",
    "step",
    "study",
    "suppress",
    "survival_curve",
    "visited_or_not",
    "visits",
    "voice_weights",
    "waiting_sheets",
    "winners",
    "without_names",
    "year_review_day",
]
