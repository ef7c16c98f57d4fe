"""Every address of the portal, as the resolver knows it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver


def named(
    resolver: URLResolver, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Full name and view of each named pattern, down through every include."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from named(pattern, inside)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield ":".join((*namespaces, pattern.name)), pattern.callback
