"""The API keeps what its schema says: requests made up from the schema, right and wrong ones."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from association.accounts.models import User
from association.wsgi import application
from members.models import Member
from tests.factories import api, ledger, members

# Not asked: that whatever fits is accepted. A made-up page mark fits, and is refused.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    ignored_auth,
]
# Read and made into requests by the one worker that runs the test, not by each that collects it.
SCHEMA = schemathesis.pytest.from_fixture("schema")


@pytest.fixture
def schema(db: None, _one_connection: None) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def _some_rows(antai: Member, hengyuan: Member, he: User) -> None:
    members.contact(antai)
    ledger.assessed(antai, 2020, by=he)
    ledger.relieved(he)
    ledger.paid(hengyuan.assessments.get(), "4000.00")


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The test's transaction outlives each request, as it does with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(
    _one_connection: None, _some_rows: None, settings: object, monkeypatch: pytest.MonkeyPatch
) -> str:
    settings.API_PER_MINUTE = 10**9  # type: ignore[attr-defined]
    monkeypatch.setattr("association.accounts.api.REFUSALS_A_MINUTE", 10**9)
    return api.issued()[1]


@SCHEMA.parametrize()
@settings(
    max_examples=40,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_schema_promises(case: schemathesis.Case, token: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
