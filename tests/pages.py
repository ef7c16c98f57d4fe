"""A page as a reader has it: its words, and where its links lead."""

import re

from django.http import HttpResponse
from django.utils.html import strip_tags


def main(response: HttpResponse) -> str:
    """The page's own part, without frame and foot."""
    found = re.search(r"<main.*?</main>", response.content.decode(), re.S)
    assert found, "no <main>"
    return found[0]


def words(response: HttpResponse) -> str:
    """What stands on the page itself, with single spaces."""
    return " ".join(strip_tags(main(response).replace("<", " <")).split())


def links(response: HttpResponse) -> list[str]:
    return re.findall(r'href="([^"]+)"', main(response))


def primary(response: HttpResponse) -> int:
    """How many things the page puts forward as the one to do."""
    return main(response).count('data-kind="primary"')
