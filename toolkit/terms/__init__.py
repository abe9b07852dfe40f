"""Terms: words and facts as data, held once. English API names ↔ Chinese headings and labels for
every table, column and state, the channels of pairing, and the reader's language. Knows no other
room."""

from toolkit.terms.channels import (
    CHANNELS,
    RATED_ADVANCED,
    UNSTATED,
    Channel,
    channel,
    channel_label,
)
from toolkit.terms.glossary import (
    Column,
    TableSchema,
    heading,
    label,
    labels,
    machines,
    spellings,
    table_title,
    tables,
)
from toolkit.terms.language import lang, plural, set_lang, tr, use_lang
from toolkit.terms.populations import population_definitions, population_word
from toolkit.terms.shipped import read_data, traditional
from toolkit.terms.words import values, word

__all__ = [
    "CHANNELS",
    "RATED_ADVANCED",
    "UNSTATED",
    "Channel",
    "Column",
    "TableSchema",
    "channel",
    "channel_label",
    "heading",
    "label",
    "labels",
    "lang",
    "machines",
    "plural",
    "population_definitions",
    "population_word",
    "read_data",
    "set_lang",
    "spellings",
    "table_title",
    "tables",
    "tr",
    "traditional",
    "use_lang",
    "values",
    "word",
]
