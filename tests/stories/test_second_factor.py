"""A member of staff sets up a second factor and signs in with it, in a browser, under the policy."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect
from pytest_django import Settings

from association.accounts.models import User
from tests import namespace
from tests.factories import accounts, cast
from tests.stories.conftest import PageFor, Shoot


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def lin(transactional_db: None) -> User:
    return cast.person("social")


def sign_in(page: Page, user: User, *, host: str = "") -> Page:
    page.goto(f"{host}/account/login/?next=/admin/")
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill(accounts.PASSWORD)
    page.locator("main form button[data-kind=primary]").click()
    return page


def again(page: Page) -> None:
    page.locator("[name=password]").fill(accounts.PASSWORD)
    page.get_by_role("button", name="确认").click()


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_from_the_first_sign_in_to_the_desk_by_app(
    page_for: PageFor, lin: User, shoot: Shoot
) -> None:
    page = sign_in(page_for(), lin)
    expect(page.get_by_role("heading", level=1)).to_have_text("第二重验证")
    shoot(page, "second-factor")
    page.get_by_role("link", name="设置验证器").click()
    again(page)
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    shoot(page, "second-factor-app")
    secret = page.locator("dd.code").first.inner_text().split()[0]
    page.get_by_label("验证码").fill(code(secret))
    page.get_by_role("button", name="确认并启用").click()
    expect(page.get_by_role("listitem").filter(has_text="")).not_to_have_count(0)
    assert page.locator("ol.codes li").count() == 10
    shoot(page, "second-factor-codes")
    page.get_by_role("link", name="我已保存好").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")

    namespace.begin()  # half a minute later
    next_time = sign_in(page_for(width=360, height=740), lin)
    shoot(next_time, "second-factor-sign-in-360")
    next_time.get_by_label("验证码").fill(code(secret))
    next_time.get_by_role("button", name="登录", exact=True).click()
    expect(next_time.get_by_role("heading", level=1)).to_have_text("工作台")
    next_time.goto("/account/devices/")
    expect(next_time.locator("main")).to_contain_text("经第二重验证")
    shoot(next_time, "devices-360")


def virtual_key(page: Page) -> Any:
    """A passkey of the computer itself, which answers every question with yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def test_a_passkey_does_too(page_for: PageFor, lin: User, address: str, shoot: Shoot) -> None:
    host = address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    page = page_for()
    virtual_key(page)
    sign_in(page, lin, host=host)
    page.get_by_role("link", name="添加通行密钥").click()
    again(page)
    page.get_by_label("名称").fill("办公室电脑")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")
    page.get_by_role("link", name="我已保存好").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
    assert Authenticator.objects.filter(user=lin, type="webauthn").count() == 1

    page.goto(f"{host}/account/logout/")
    page.locator("main").get_by_role("button", name="退出登录").click()
    sign_in(page, lin, host=host)
    shoot(page, "second-factor-passkey")
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")


def test_a_passkey_that_is_not_there_is_said_in_words(
    page_for: PageFor, lin: User, address: str
) -> None:
    page = sign_in(page_for(), lin)  # by number: browsers give no passkey for an address
    page.get_by_role("link", name="添加通行密钥").click()
    again(page)
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="通行密钥")).to_contain_text("验证器")
