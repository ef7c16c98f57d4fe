"""Numbers planted where people's numbers stand, and looked for everywhere else.

One run of the portal as people use it, with numbers that occur nowhere but here. Then a dump of the
database, the whole cache, the logs and the pages are searched for each of them, in both spellings
and in the encodings in which they might hide.
"""

import base64
import io
import logging
import zlib
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from association.accounts.models import User
from association.base import fictitious
from members.models import Contact, Member
from members.register import representatives
from tests.conftest import ClientFor
from tests.factories import accounts, cast, members

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("servers")]

CANARIES = [fictitious.mobile(77_000_000 + serial * 1_013) for serial in range(40)]
OF_CONTACTS, OF_USERS, OF_INVITED, TYPED = (
    CANARIES[:20],
    CANARIES[20:30],
    CANARIES[30:38],
    CANARIES[38:],
)


def found_in(text: str | bytes) -> list[str]:
    raw = text if isinstance(text, bytes) else text.encode()
    return [number for number in CANARIES if any(form in raw for form in _forms(number))]


def _forms(number: str) -> Iterator[bytes]:
    plain = number.encode()
    yield plain
    for padding in range(3):  # base64 at any of its three offsets, without the ragged ends
        yield base64.b64encode(b"x" * padding + plain)[4:-4]
    yield plain.hex().encode()
    yield f"{number[:3]}-{number[3:7]}-{number[7:]}".encode()


def test_the_search_itself_finds_a_number_in_every_form() -> None:
    number = CANARIES[3]
    assert found_in(f"x{number}y") == [number]
    assert found_in(base64.b64encode(f"a phone: {number}, or two".encode())) == [number]
    assert found_in(number.encode().hex()) == [number]
    assert found_in("179" + "0" * 8) == []


@pytest.fixture
def log() -> Iterator[list[str]]:
    """All that anybody logs, down to every statement sent to the database without its values."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name != "django.db.backends":  # DEBUG alone logs values, never a portal
                lines.append(self.format(record))

    keeper, root = Keeper(level=logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(level)


@pytest.fixture
def planted(client_for: ClientFor, antai: Member, log: list[str]) -> list[str]:
    """People at work; answers the pages that were shown to those who may not see numbers."""
    lin, admin = cast.person("social"), cast.person("antai_admin")
    for number in OF_CONTACTS:
        members.contact(antai, "田禾", mobile=number, roles=["main"])
    for number in OF_USERS:
        members.representative(antai, accounts.user("周然", phone=f"+86{number}"))
    for number in OF_INVITED:
        representatives.invite(antai, name="周未", mobile=number, role="agent", by=lin)
    token = representatives.invite(
        antai, name="周来", mobile=OF_INVITED[0], role="agent", by=admin
    )[1]

    for login in (OF_USERS[0], f"+86 {OF_USERS[1]}", *TYPED):  # right, right, and unknown
        for password in ("not-this-one-9", accounts.PASSWORD):
            Client().post("/account/login/", {"login": login, "password": password})
    staff, reader = client_for("social"), client_for("reader")
    contact = Contact.objects.get(mobile=OF_CONTACTS[0])
    place = f"/admin/members/member/{antai.pk}/contact/{contact.pk}/"
    staff.post(f"{place}mobile/", {"reason": "通知补交材料"})
    staff.post(place, {"name": "田禾", "mobile": "", "email": "t@example.com", "roles": ["main"]})
    client_for("antai_admin").get("/portal/company/")
    staff.get("/admin/members/member/", {"q": OF_CONTACTS[1]})
    staff.get("/admin/members/member/export/", {"q": OF_CONTACTS[1]}).getvalue()
    Client().post(f"/join/{token}/", {"password1": "x", "password2": "x"})
    return [
        answer.content.decode()
        for browser, address in (
            (staff, f"/admin/members/member/{antai.pk}/"),
            (staff, "/admin/members/member/"),
            (staff, place),
            (staff, f"/admin/members/member/{antai.pk}/people/"),
            (reader, f"/admin/members/member/{antai.pk}/"),
            (reader, "/admin/members/member/export/"),
            (client_for("general"), "/admin/accounts/user/"),
            (
                client_for("general"),
                f"/admin/accounts/user/{User.objects.get(phone=f'+86{OF_USERS[2]}').pk}/change/",
            ),
            (client_for("general"), "/admin/"),
            (client_for("antai_admin"), "/portal/colleagues/"),
            (client_for("antai_admin"), "/portal/"),
            (client_for("guanghe_admin"), "/portal/company/"),
        )
        if (answer := browser.get(address)).status_code < 500
    ]


def dump() -> bytes:
    """All rows of all tables, by the same COPY that pg_dump writes them with."""
    found = io.BytesIO()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            found.write(f"\n-- {table}\n".encode())
            cursor.copy_expert(f'copy "{table}" to stdout', found)
    return found.getvalue()


def cached() -> bytes:
    """Every key and value of the cache's server, unpacked where they are packed."""
    client = cache._cache.get_client()
    kept = b""
    for key in client.scan_iter("*"):
        value = client.get(key) if client.type(key) == b"string" else b""
        kept += key + b"\n" + (value or b"") + b"\n"
    return kept + _unpacked(kept)


def sessions() -> bytes:
    """What the sessions hold, opened: they are signed, not sealed."""
    with connection.cursor() as cursor:
        cursor.execute("select session_data from django_session")
        return b"".join(_unpacked(data.encode()) for (data,) in cursor.fetchall())


def _unpacked(text: bytes) -> bytes:
    opened = b""
    for piece in text.replace(b"\n", b":").split(b":"):
        try:
            opened += zlib.decompress(base64.urlsafe_b64decode(piece.lstrip(b".") + b"=="))
        except (ValueError, zlib.error):
            continue
    return opened


def test_planted_numbers_are_found_nowhere(planted: list[str], log: list[str]) -> None:
    text = dump()
    assert b"members_contact" in text
    assert b"\xe7\x94\xb0\xe7\xa6\xbe" in text  # the name stands there: it is the real dump
    assert found_in(text) == []
    assert found_in(cached()) == []
    assert found_in(sessions()) == []
    assert found_in("\n".join(log)) == []
    assert {page: found_in(page) for page in planted if found_in(page)} == {}
    assert len(planted) == 12


def test_the_same_search_finds_them_where_they_do_stand(
    planted: list[str], client_for: ClientFor
) -> None:
    """Else an empty answer would prove nothing."""
    assert len(found_in(client_for("antai_admin").get("/portal/company/").content)) == 20
    call_command("rotate_data_keys")
    with connection.cursor() as cursor:
        cursor.execute("alter table members_contact drop constraint contact_mobile_with_its_index")
        cursor.execute("update members_contact set mobile = %s", [OF_CONTACTS[0]])
        try:
            assert found_in(dump()) == [OF_CONTACTS[0]]
        finally:
            cursor.execute("delete from members_contact")
            cursor.execute(
                "alter table members_contact add constraint contact_mobile_with_its_index check"
                " (coalesce(left(mobile, 12), '') = coalesce(left(mobile_index, 12), ''))"
            )
