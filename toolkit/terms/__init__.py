"""Terms: the glossary, held once. English API names ↔ Chinese headings and labels for every table,
column,
channel and state, and the reader's language. Knows no other room."""

from toolkit.terms.glossary import (
    CHANNELS,
    Column,
    Table,
    channel_label,
    heading,
    label,
    labels,
    machines,
    read_data,
    spellings,
    table_title,
    tables,
)
from toolkit.terms.language import lang, set_lang, tr, use_lang

__all__ = [
    "CHANNELS",
    "Column",
    "Table",
    "channel_label",
    "heading",
    "label",
    "labels",
    "lang",
    "machines",
    "read_data",
    "set_lang",
    "spellings",
    "table_title",
    "tables",
    "tr",
    "use_lang",
]
