"""The schema is whole, and the page about the API says what the schema says."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.management.commands.spectacular import Command as Spectacular

from association.accounts import scopes
from association.portal import api, api_page
from association.portal.management.commands import openapi
from tests.architecture import source
from tests.pages import main, words

pytestmark = pytest.mark.django_db

SENT = {"/api/v1/eligibility/", "/api/v1/score/"}
"""They take facts and keep nothing: the addresses that are sent something."""


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, verbs in api.document()["paths"].items():
        ((verb, told),) = verbs.items()
        assert verb == ("post" if path in SENT else "get"), path
        yield path, told


def test_the_schema_is_valid_and_without_a_warning() -> None:
    call_command(Spectacular(), validate=True, fail_on_warn=True, stdout=StringIO())


def test_the_copy_in_the_docs_is_what_the_code_says() -> None:
    """A change of the contract shows in a review. Mended by ``manage.py openapi --write``."""
    assert (source.ROOT / openapi.COPY).read_text("utf-8") == openapi.text()


def test_every_operation_names_its_scope_its_problems_and_an_example() -> None:
    known = set(scopes.table())
    for path, told in operations():
        assert any(f"`{scope}`" in told["description"] for scope in known), path
        assert {"200", "400", "401", "403", "406", "429"} <= set(told["responses"]), path
        for status, answer in told["responses"].items():
            assert answer["content"]["application/json"]["examples"], (path, status)
        assert told["security"] == [{"token": []}], path


def test_every_parameter_and_every_field_has_a_meaning() -> None:
    for group in api_page.groups(api.document(), "http://testserver"):
        for operation in group.operations:
            for word in (*operation.parameters, *operation.fields):
                assert word.meaning, (operation.id, word.name)


def test_an_example_has_the_fields_of_the_answer() -> None:
    components = api.document()["components"]["schemas"]
    for path, told in operations():
        answer = told["responses"]["200"]["content"]["application/json"]
        example = next(iter(answer["examples"].values()))["value"]
        many = answer["schema"].get("type") == "array"
        named = answer["schema"]["items"] if many else answer["schema"]
        schema = components[named["$ref"].rsplit("/", 1)[-1]]
        if "oneOf" in schema:  # an object, or a list of such: the example is of one
            schema = components[schema["oneOf"][0]["$ref"].rsplit("/", 1)[-1]]
        if many:
            assert set(example[0]) == set(schema["required"]), path
            continue
        if "results" in schema["properties"]:
            example = example["results"][0]
            reference = schema["properties"]["results"]["items"]["$ref"]
            schema = components[reference.rsplit("/", 1)[-1]]
        assert list(example) == list(schema["properties"]), path


def test_the_schema_is_there_for_everybody() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == api.document()


def test_the_page_shows_every_address_with_a_request_that_can_be_copied() -> None:
    answer = Client().get("/api/")
    page = words(answer)
    for path, told in operations():
        assert path in page
        assert told["summary"] in page
    assert "http://testserver/api/v1/members/BJAL-2018-0042/" in page
    assert "{number}" not in page.partition("curl")[2].partition("回答")[0]
    for scope in scopes.table():
        assert scope in page


def test_the_page_has_nothing_inline_and_asks_nobody_else() -> None:
    page = main(Client().get("/api/"))
    assert "<script" not in page
    assert "style=" not in page
    assert 'src="http' not in page
