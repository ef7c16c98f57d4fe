"""Tokens: who may make one for whom, what one opens, and when it stops."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from association.accounts import api_tokens, deputies, people
from association.accounts.models import ApiToken, User
from association.base import audit, clock
from association.base.errors import Refused
from tests.factories import api, cast

pytestmark = pytest.mark.django_db

READ_MEMBERS = ["members:read"]


def issue(owner: User, by: User, **changes: object) -> tuple[ApiToken, str]:
    return api_tokens.issue(
        **{
            "name": "财务软件对接",
            "owner": owner,
            "scopes": READ_MEMBERS,
            "expires_on": clock.today() + timedelta(days=30),
            "by": by,
            **changes,
        }
    )


class TestMaking:
    def test_what_is_kept_is_a_hash_and_the_prefix(self, he: User, chen: User) -> None:
        row, text = issue(he, chen)
        row.refresh_from_db()
        assert text.startswith(f"anlian_{row.prefix}_")
        assert len(text) >= 50
        stored = [str(getattr(row, field.attname)) for field in ApiToken._meta.concrete_fields]
        assert not any(text[16:] in value for value in stored)

    def test_it_is_on_record_without_the_token(self, he: User, chen: User) -> None:
        _, text = issue(he, chen)
        entry = audit.timeline(he)[0]
        assert (entry.action, entry.actor) == ("发放接口令牌", chen)
        assert entry.after["范围"] == "会员登记"
        assert text not in str(entry.after) + entry.object_label

    def test_who_lacks_the_permission_is_refused(self, he: User, lin: User) -> None:
        with pytest.raises(Refused, match="没有权限发放"):
            issue(he, lin)

    def test_nobody_makes_one_for_oneself(self, chen: User) -> None:
        with pytest.raises(Refused, match="不能给自己"):
            issue(chen, chen)

    def test_the_database_knows_that_too(self, he: User, chen: User) -> None:
        row, _ = issue(he, chen)
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.filter(pk=row.pk).update(owner=chen)

    def test_a_deputy_is_no_other_person_than_the_principal(self) -> None:
        wu, zheng, chen = (cast.person(role) for role in ("general", "reader", "head"))
        deputies.appoint(
            principal=wu, deputy=zheng, role=wu.groups.get(), start=clock.today(),
            end=clock.today(), reason="出差", by=chen,
        )  # fmt: skip
        with pytest.raises(Refused, match="自己代理的人"):
            issue(wu, User.objects.get(pk=zheng.pk))

    def test_it_gives_nothing_that_its_owner_may_not_see(self, chen: User) -> None:
        with pytest.raises(Refused, match="郑涛自己不能查看“会费明细账”") as refusal:
            issue(cast.person("reader"), chen, scopes=["ledger:read"])
        assert refusal.value.field == "scopes"

    def test_nobody_hands_out_what_they_may_not_see_themselves(self, he: User) -> None:
        with pytest.raises(Refused, match="您自己不能查看“会费明细账”"):
            issue(he, cast.person("general"), scopes=["ledger:read"])

    @pytest.mark.parametrize("wanted", [[], ["members:write"]])
    def test_scopes_are_known_and_at_least_one(
        self, he: User, chen: User, wanted: list[str]
    ) -> None:
        with pytest.raises(Refused, match="至少选一个范围"):
            issue(he, chen, scopes=wanted)

    @pytest.mark.parametrize(("days", "good"), [(-1, False), (0, True), (365, True), (366, False)])
    def test_it_lasts_from_today_to_a_year(
        self, he: User, chen: User, days: int, good: bool
    ) -> None:
        until = clock.today() + timedelta(days=days)
        if good:
            assert issue(he, chen, expires_on=until)[0].expires_on == until
        else:
            with pytest.raises(Refused, match="最长一年") as refusal:
                issue(he, chen, expires_on=until)
            assert refusal.value.field == "expires_on"

    def test_it_is_in_the_name_of_somebody_who_works_here(self, chen: User) -> None:
        with pytest.raises(Refused, match="秘书处在用的账号"):
            issue(cast.person("antai_admin"), chen)

    def test_it_says_what_it_is_for(self, he: User, chen: User) -> None:
        with pytest.raises(Refused) as refusal:
            issue(he, chen, name=" ")
        assert refusal.value.field == "name"


class TestRecognising:
    def test_the_right_one_is_known_with_its_owner(self, he: User) -> None:
        _, text = api.issued()
        known = api_tokens.recognise(text)
        assert known is not None
        assert known.owner == he

    @pytest.mark.parametrize(
        "stray", ["", "anlian", "anlian_", "anlian__x", "anlian_é_x", "Bearer x", "x" * 9000]
    )
    def test_what_is_none_of_ours_is_not(self, db: None, stray: str) -> None:
        assert api_tokens.recognise(stray) is None

    def test_another_secret_behind_a_known_prefix_is_not(self) -> None:
        row, text = api.issued()
        assert api_tokens.recognise(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
        assert api_tokens.recognise(f"anlian_{row.prefix}_") is None

    def test_its_last_day_is_included(self) -> None:
        with clock.at("2026-11-01"):
            row, text = api.issued(days=9)
        assert row.expires_on == date(2026, 11, 10)
        with clock.at("2026-11-10T23:59:00"):
            assert api_tokens.recognise(text)
        with clock.at("2026-11-11T00:00:00"):
            assert not api_tokens.recognise(text)

    def test_another_secret_key_ends_it(self, settings: Settings) -> None:
        _, text = api.issued()
        settings.SECRET_KEY = "another"
        assert not api_tokens.recognise(text)

    def test_the_last_use_is_written_down_once_an_hour(self) -> None:
        row, text = api.issued()
        seen = []
        for moment in ("10:00", "10:50", "11:10"):
            with clock.at(f"2026-11-22T{moment}:00"), CaptureQueriesContext(connection) as queries:
                api_tokens.recognise(text)
            row.refresh_from_db()
            seen.append((len(queries), row.last_used_at.astimezone(clock.TZ).strftime("%H:%M")))
        assert seen == [(2, "10:00"), (1, "10:00"), (2, "11:10")]


class TestTheEnd:
    def test_revoked_it_opens_nothing_any_more(self, chen: User, he: User) -> None:
        row, text = api.issued()
        api_tokens.revoke(row, by=chen, reason="对接已停用")
        assert not api_tokens.recognise(text)
        assert audit.timeline(he)[0].reason == "对接已停用"

    def test_its_owner_may_end_it_and_a_colleague_may_not(self, he: User, lin: User) -> None:
        row, _ = api.issued()
        with pytest.raises(Refused, match="没有权限撤销"):
            api_tokens.revoke(row, by=lin, reason="疑似泄露")
        api_tokens.revoke(row, by=he, reason="疑似泄露")

    def test_it_takes_a_reason_and_is_done_once(self, chen: User) -> None:
        row, _ = api.issued()
        with pytest.raises(Refused, match="写明理由"):
            api_tokens.revoke(row, by=chen, reason=" ")
        api_tokens.revoke(row, by=chen, reason="对接已停用")
        with pytest.raises(Refused, match="已经撤销"):
            api_tokens.revoke(row, by=chen, reason="对接已停用")

    @pytest.mark.parametrize("change", ["is_active", "is_staff"])
    def test_it_ends_with_its_owners_account_for_good(self, he: User, change: str) -> None:
        wu = cast.person("general")
        _, text = api.issued()
        people.amend(he, by=wu, changes={change: False}, reason="离职")
        assert not api_tokens.recognise(text)
        people.amend(he, by=wu, changes={change: True}, reason="返聘")
        assert not api_tokens.recognise(text)

    def test_an_erased_account_leaves_none_behind(self, he: User) -> None:
        row, _ = api.issued()
        people.erase(he)
        row.refresh_from_db()
        assert row.revoked_at
