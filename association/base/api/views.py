"""The two kinds of addresses: many rows, and one of them. Nothing below ``/api/`` writes."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from association.base.api.pages import PARAMETERS
from association.base.api.problems import invalid


class Reading:
    """Shared by both. ``scope`` is what the token has to be for."""

    scope: str
    columns: tuple[str, ...] = ()
    """Given, rows are read as plain values: no objects are made of them."""
    parameters: frozenset[str] = frozenset()
    http_method_names = ["get", "head"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method.lower() in self.http_method_names:  # any other is refused as such
            self._check_parameters(request)

    def _check_parameters(self, request: Request) -> None:
        """One that nobody knows, or that is empty, is a slip, and would quietly answer all rows."""
        filters = getattr(self, "filterset_class", None)
        known = self.parameters | frozenset(filters.base_filters if filters else ())
        for name, values in request.query_params.lists():
            if name not in known:
                raise invalid(name, f"没有“{name[:40]}”这个参数。可用的有：{_listed(known)}。")
            if len(values) > 1:
                raise invalid(name, f"参数“{name}”只能写一次。")
            if not values[0]:
                raise invalid(name, f"参数“{name}”没有值。用不到它，就不要写在网址里。")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        filters = getattr(self, "filterset_class", None)
        asked = self.request.query_params.keys() - PARAMETERS
        if asked or getattr(filters, "always", False):
            queryset = super().filter_queryset(queryset)
        return queryset.values(*self.columns) if self.columns else queryset

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any):
        """What was read for one token is kept by nobody on the way."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        return answer


class Rows(Reading, ListAPIView):
    keys: tuple[str, ...] = ("id",)
    """The order, unique together: pages are told apart by it."""
    parameters = PARAMETERS


class Row(Reading, RetrieveAPIView):
    pagination_class = None


def _listed(names: frozenset[str]) -> str:
    return "、".join(sorted(names)) or "无"
