"""What readers call machines, states, events and due kinds: the glossary's labels, and words for
what it does not list."""

from __future__ import annotations

from toolkit.terms import label, labels, table_title, tr

_TABLES = {
    "exemplar": "exemplar",
    "turnaround": "turnaround_case",
    "pairing": "pairing",
    "commitment": "commitment",
}
DUE = {
    "review": "复核",
    "rectification": "整改到期",
    "return_visit": "回访",
    "lookback": "回头看",
    "commitment": "承诺到期",
    "problem_item": "整顿问题到期",
    "pairing": "结对到期",
}


def machine_word(machine: str) -> str:
    """The name of a machine for the reader.

    Examples
    --------
    >>> from toolkit import register
    >>> register.machine_word("exemplar")
    '典型'
    """
    if machine == "register":
        return tr("登记库", "register")
    return (
        table_title(_TABLES[machine]) if machine in _TABLES else label("exemplar", "kind", machine)
    )


def state_word(machine: str, state: str) -> str:
    """The name of a state for the reader.

    Examples
    --------
    >>> from toolkit import register
    >>> register.state_word("exemplar", "rectifying")
    '降档整改'
    """
    return label(_TABLES.get(machine, "exemplar"), "status", state)


def event_word(event: str) -> str:
    """The name of an event for the reader.

    Examples
    --------
    >>> from toolkit import register
    >>> register.event_word("shortlist")
    '进入公示'
    """
    exemplar = event in labels()["exemplar_event", "event"]
    return label("exemplar_event" if exemplar else "register", "event", event)


def due_word(kind: str) -> str:
    """The name of what is due for the reader.

    Examples
    --------
    >>> from toolkit import register
    >>> register.due_word("review")
    '复核'
    """
    return tr(DUE.get(kind, kind), kind.replace("_", " "))
