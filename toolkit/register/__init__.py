"""Register: the information base (信息库) with dynamic management. Append-only events, state derived in the same
transaction and rebuildable by replay, guards that name the rule they apply, and lists of what is due for a person
to decide. SQLite on this computer by default, PostgreSQL by its URL."""

from toolkit.register.lifecycle import GuardError, Life
from toolkit.register.register import Register
from toolkit.register.store import StoreError

__all__ = ["GuardError", "Life", "Register", "StoreError"]
