import json
import re

import pytest
from django.conf import settings as configured
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from association.base import context
from association.base.middleware import RequestContext, SecurityHeaders, client_address
from association.portal import errors

request_of = RequestFactory().get


def test_nothing_may_be_loaded_from_elsewhere_or_stand_inline() -> None:
    policy = Client().get("/healthz")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)


def test_no_directive_of_the_policy_is_looser_than_its_default() -> None:
    for name, sources in configured.SECURE_CSP.items():
        assert set(sources) <= {"'self'", "'none'", "data:"}, name


def test_a_page_with_a_policy_of_its_own_keeps_it() -> None:
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    response = SecurityHeaders(lambda _: own)(request_of("/"))
    assert response["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ],
)
def test_every_answer_carries_its_headers(header: str, value: str) -> None:
    assert Client().get("/healthz")[header] == value


@pytest.mark.django_db
def test_even_an_address_that_does_not_exist_answers_with_the_policy() -> None:
    response = Client().get("/no-such-page/")
    assert response.status_code == 404
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_each_request_has_an_id_that_is_told_to_the_client() -> None:
    seen: list[context.Surroundings] = []

    def view(request: object) -> HttpResponse:
        seen.append(context.current())
        return HttpResponse()

    middleware = RequestContext(view)
    told = {middleware(request_of("/"))["X-Request-Id"] for _ in range(2)}
    assert told == {surroundings.request_id for surroundings in seen}
    assert len(told) == 2
    assert seen[0].address == "127.0.0.1"
    assert context.current() == context.Surroundings()


def test_nothing_of_a_request_is_left_behind_after_an_error() -> None:
    def view(request: object) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestContext(view)(request_of("/"))
    assert context.current() == context.Surroundings()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.9", "127.0.0.1"),  # nobody is trusted: the header is the caller's own word
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.1, 198.51.100.9", "198.51.100.9"),  # what the caller put before is not ours
        (2, "203.0.113.1, 198.51.100.9", "203.0.113.1"),
        (2, "198.51.100.9", "127.0.0.1"),  # came past one of the proxies
        (1, "", "127.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "unknown", None),
        (1, "198.51.100.9:4711", None),
    ],
)
def test_the_callers_address_is_the_one_our_own_proxies_saw(
    settings: Settings, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(request_of("/", headers={"X-Forwarded-For": forwarded})) == address


def test_a_caller_behind_a_socket_has_no_address() -> None:
    assert client_address(request_of("/", REMOTE_ADDR="")) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/bulletin/subscription/%00/", "/bulletin/search/?column=%00", "/?a=1&q=x%00"]
)
def test_an_address_with_a_sign_that_no_text_holds_is_no_error_of_ours(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert "这个请求读不懂" in answer.content.decode()


@pytest.mark.django_db
def test_who_comes_by_a_foreign_name_is_told_so_in_a_line() -> None:
    answer = Client().get("/", headers={"host": "elsewhere.example.com"})
    assert (answer.status_code, answer.content.decode()) == (400, "这个域名不是本站的。\n")


def test_below_the_api_what_was_refused_beforehand_is_said_in_its_form() -> None:
    request = request_of("/api/v1/members/")
    answer = errors.bad_request(request, BadRequest("odd"))
    assert answer.status_code == 400
    assert json.loads(answer.content) == {"code": "invalid", "message": "请求的参数有误。"}
