from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString

LIBRARIES = "{% load ui %}"


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Specimen:
    name: str
    """Which state it is, in Chinese."""
    source: str
    """What one writes in a template, after ``{% load ui %}``."""
    given: Callable[[], Mapping[str, Any]] = _nothing
    """Its context, made anew for each page: days count from the clock's today."""

    def render(self, request: HttpRequest) -> SafeString:
        template = engines["django"].from_string(LIBRARIES + self.source)
        return template.render(dict(self.given()), request)


@dataclass(frozen=True, slots=True)
class Chapter:
    code: str
    name: str
    note: str
    specimens: tuple[Specimen, ...]
    small: bool = False
    """So small that the source has room beside it."""
