"""Latin letters on a page: which words a Chinese reader may be shown, and why.

A run of up to two letters passes anywhere (x, km, ID, A4).
"""

import re
from collections.abc import Iterable

# What may stand in a text, each with the reason.
ALLOWED: dict[str, str] = {
    r"PDF|Excel|Word|JPG|PNG": "what people call these files",
    r"\.(?:xlsx|pdf|jpg|jpeg|png|docx)\b": "the end of a file's name",
    r"\b(?:Esc|Tab|Shift)\b": "as the keys are labelled",
    r"SHA-256": "the name of the fingerprint, for those who check one",
    r"\b[A-Z]{2,4}(?:-[A-Z]{2,3})*-\d{4}-\d{3,6}(?:-[0-9A-Z]{1,2})?\b": (
        "the number of a member, a class, a case or a document"
    ),
    r"\b\d{4}-[A-Z]+-\d+\b": "the code of a policy, as the resolution writes it",
    r"\b\d{8}[0-9A-HJ-NPQRTUWXY]{10}\b": "a unified social credit code",
    r"\b(?:[0-9a-f]{64}|[0-9a-f]{16})\b": "a fingerprint, or how it begins",
    r"（[0-9a-f]{16}）": "which key has signed",
    r"[\w.]+@[\w.]+": "an e-mail address",
    r"（[0-9a-z]{8}）": "the first letters of a token, to know it by",
    r"（[a-z]+:[a-z]+）": "a scope, as the other system's programmers call it",
    r"https?://[\w./?=&:-]+": "the address of a page",
}

# Elements whose text is no language, each with the reason.
UNREAD: dict[str, str] = {
    "script, style, noscript": "for the browser",
    ".code": "numbers, codes, links, login names: to be copied, not read",
    "main [lang=en]": "the English name of a column, marked as such: beside the Chinese one",
    ".field-english": "the English name of a column, for the running head",
    ".field-code, .field-username, .field-prefix": "the same, where the stock admin writes them",
}

_ALLOWED = re.compile("|".join(f"(?:{form})" for form in ALLOWED))
_RUN = re.compile(r"[A-Za-z]{3,}")


def words(texts: Iterable[str]) -> list[str]:
    """Each text with a run of more than two Latin letters that nothing allows, once."""
    found = {text.strip(): None for text in texts if _RUN.search(_ALLOWED.sub(" ", text))}
    return list(found)
