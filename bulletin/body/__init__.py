"""A text as a few kinds of blocks. Pure: knows neither Django nor a database."""

from bulletin.body.blocks import (
    Block,
    Body,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    characters,
    plain,
    runs,
    said,
    table,
    text,
)
from bulletin.body.reading import from_html
from bulletin.body.stored import Malformed, from_json, to_json
from bulletin.body.typed import as_typed, from_typed, typeable
from bulletin.body.writing import html

__all__ = [
    "Block",
    "Body",
    "Heading",
    "ListBlock",
    "Malformed",
    "Paragraph",
    "Picture",
    "Quote",
    "Rule",
    "Run",
    "Runs",
    "Table",
    "as_typed",
    "characters",
    "from_html",
    "from_json",
    "from_typed",
    "html",
    "plain",
    "runs",
    "said",
    "table",
    "text",
    "to_json",
    "typeable",
]
