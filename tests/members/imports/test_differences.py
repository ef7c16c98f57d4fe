"""Types and seats are dated, and people change: what a row may alter, and what it must leave."""

from datetime import date
from typing import Any

import pytest

from association.base.models import StoredFile
from members.enums import OrganisationType, Position
from members.imports import writing
from members.imports.checking import Check
from members.models import Contact, Member, OrganisationTypeRecord
from tests.factories import people
from tests.factories.members import contact, member, resolution, seated, typed
from tests.members.imports.registers import NEW_YEAR, line_of, read

pytestmark = pytest.mark.django_db

SUMMER = date(2020, 7, 1)


def bring(of: Member, **cells: Any) -> Check:
    """The office hands over a register of 2020 with this one line; it is written."""
    return writing.write(read(line_of(of, **cells)), by=None, file="名册.xlsx")


def types(of: Member) -> list[tuple[date, str]]:
    return list(of.organisation_types.order_by("since").values_list("since", "organisation_type"))


def terms(of: Member) -> list[tuple[str, date, date | None]]:
    return list(of.position_terms.order_by("start").values_list("position", "start", "end"))


def said(found: Check) -> str:
    assert (found.changed, found.unchanged) == ([], 1)
    return found.remarks[0].problem


class TestType:
    def test_another_type_counts_from_the_registers_day(self, antai: Member) -> None:
        bring(antai, organisation_type="国企")
        assert types(antai) == [(date(2018, 3, 1), "private"), (NEW_YEAR, "state")]

    def test_who_joined_later_was_nothing_before(self) -> None:
        late = member(joined_on=SUMMER, organisation_type=None)
        bring(late, organisation_type="国企")
        assert types(late) == [(SUMMER, "state")]

    def test_a_type_that_nobody_had_recorded_fills_the_gap(self) -> None:
        untyped = member(organisation_type=None)
        typed(untyped, OrganisationType.STATE, since=SUMMER)
        bring(untyped, organisation_type="国企")
        assert types(untyped) == [(NEW_YEAR, "state"), (SUMMER, "state")]

    def test_what_was_recorded_for_a_later_day_is_not_overruled(self, antai: Member) -> None:
        typed(antai, OrganisationType.FOREIGN, since=SUMMER)
        before = types(antai)
        assert "自 2020-07-01 起已登记为外资企业" in said(bring(antai, organisation_type="国企"))
        assert types(antai) == before

    def test_a_slip_of_the_same_day_is_put_right(self) -> None:
        slipped = member(organisation_type=None)
        typed(slipped, OrganisationType.PRIVATE, since=NEW_YEAR)
        bring(slipped, organisation_type="国企")
        assert types(slipped) == [(NEW_YEAR, "state")]

    def test_a_type_with_evidence_is_not_put_right_by_a_list(self) -> None:
        proven = member(organisation_type=None)
        record = typed(proven, OrganisationType.PRIVATE, since=NEW_YEAR)
        OrganisationTypeRecord.objects.filter(pk=record.pk).update(evidence=_paper())
        assert "附有证明材料" in said(bring(proven, organisation_type="国企"))
        assert types(proven) == [(NEW_YEAR, "private")]


def _paper() -> StoredFile:
    return StoredFile.objects.create(
        name="营业执照.pdf", content="00/00", media_type="application/pdf", size=1,
        sha256="0" * 64, kept_at="2020-01-01T00:00:00+08:00",
    )  # fmt: skip


class TestSeat:
    def test_a_seat_begins_on_the_registers_day(self, antai: Member) -> None:
        bring(antai, position="理事单位")
        assert terms(antai) == [("councillor", NEW_YEAR, None)]

    def test_another_seat_ends_the_one_before(self) -> None:
        councillor = member(position=Position.COUNCILLOR)
        bring(councillor, position="常务理事单位")
        assert terms(councillor) == [
            ("councillor", date(2018, 3, 1), date(2019, 12, 31)),
            ("standing_councillor", NEW_YEAR, None),
        ]

    def test_who_is_a_plain_member_again_holds_no_seat(self) -> None:
        councillor = member(position=Position.COUNCILLOR)
        bring(councillor, position="会员单位")
        assert terms(councillor) == [("councillor", date(2018, 3, 1), date(2019, 12, 31))]

    def test_a_seat_with_an_end_is_cut_short(self, antai: Member) -> None:
        seated(antai, Position.COUNCILLOR, start=date(2019, 1, 1), end=date(2022, 12, 31))
        bring(antai, position="副会长单位")
        assert terms(antai) == [
            ("councillor", date(2019, 1, 1), date(2019, 12, 31)),
            ("vice_president", NEW_YEAR, None),
        ]

    def test_a_seat_of_long_ago_stays_as_it_was(self, antai: Member) -> None:
        seated(antai, Position.PRESIDENT, start=date(2018, 3, 1), end=date(2018, 12, 31))
        bring(antai, position="理事单位")
        assert terms(antai) == [
            ("president", date(2018, 3, 1), date(2018, 12, 31)),
            ("councillor", NEW_YEAR, None),
        ]

    def test_a_later_seat_is_not_overruled(self, antai: Member) -> None:
        seated(antai, Position.COUNCILLOR, start=SUMMER)
        assert "自 2020-07-01 起已登记为理事单位" in said(bring(antai, position="会长单位"))
        assert terms(antai) == [("councillor", SUMMER, None)]

    @pytest.mark.parametrize(
        ("written", "position"), [("会长单位", "president"), ("会员单位", "member")]
    )
    def test_a_slip_of_the_same_day_is_put_right(
        self, antai: Member, written: str, position: str
    ) -> None:
        seated(antai, Position.COUNCILLOR, start=NEW_YEAR)
        bring(antai, position=written)
        assert terms(antai) == [(position, NEW_YEAR, None)]

    def test_a_seat_by_resolution_is_not_put_right_by_a_list(self, antai: Member) -> None:
        term = seated(antai, Position.COUNCILLOR, start=NEW_YEAR)
        term.resolution = resolution()
        term.save()
        assert "依决议登记为理事单位" in said(bring(antai, position="会长单位"))
        assert terms(antai) == [("councillor", NEW_YEAR, None)]


class TestContact:
    def people(self, of: Member) -> list[tuple[str, str, list[str]]]:
        return list(of.contacts.order_by("pk").values_list("name", "mobile", "roles"))

    def test_the_first_one_becomes_the_main_contact(self, antai: Member) -> None:
        bring(antai, contact="田禾", mobile="17900000001", email="office@example.com")
        assert self.people(antai) == [("田禾", "17900000001", ["main"])]
        assert Contact.objects.get().email == "office@example.com"

    def test_the_same_name_with_another_number_has_a_new_number(self, antai: Member) -> None:
        contact(antai, "田禾", roles=["main", "finance"])
        bring(antai, contact="田 禾", mobile="17900000001")
        assert self.people(antai) == [("田禾", "17900000001", ["main", "finance"])]

    def test_the_same_number_under_another_name_was_misspelt(self, antai: Member) -> None:
        contact(antai, "田和", mobile="17900000001", roles=["main"])
        bring(antai, contact="田禾", mobile="17900000001")
        assert self.people(antai) == [("田禾", "17900000001", ["main"])]

    def test_somebody_else_takes_over_and_nobody_is_lost(self, antai: Member) -> None:
        contact(antai, "田禾", mobile="17900000001", roles=["main", "finance"])
        bring(antai, contact="许平", mobile="17900000002")
        assert self.people(antai) == [
            ("田禾", "17900000001", ["finance"]),
            ("许平", "17900000002", ["main"]),
        ]

    def test_somebody_we_know_already_takes_over_as_they_are(self, antai: Member) -> None:
        contact(antai, "田禾", mobile="17900000001", roles=["main"])
        contact(antai, "许平", mobile="17900000002", roles=["safety"])
        bring(antai, contact="许平")
        assert self.people(antai) == [
            ("田禾", "17900000001", []),
            ("许平", "17900000002", ["safety", "main"]),
        ]

    def test_a_contact_written_to_at_the_members_address_moves_along(self) -> None:
        moved = member(email="old@example.com")
        contact(moved, "田禾", mobile="17900000001", email="old@example.com", roles=["main"])
        contact(moved, "许平", email="xu@example.com", roles=["finance"])
        bring(moved, email="new@example.com")
        assert list(moved.contacts.order_by("pk").values_list("email", flat=True)) == [
            "new@example.com",
            "xu@example.com",
        ]

    def test_a_mobile_is_masked_wherever_it_is_told(self, antai: Member) -> None:
        contact(antai, "田禾", mobile="17900000001", roles=["main"])
        change = bring(antai, contact="田禾", mobile=people.mobile()).changed[0]
        assert [row[1] for row in change.described] == ["179****0001"]
