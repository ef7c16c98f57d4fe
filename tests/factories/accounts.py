"""People who sign in."""

from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from association.accounts import roles
from association.accounts.models import Department, User
from tests.factories import people

PASSWORD = "correct-horse-7"  # of everybody here who has one

_serial = count(1)


def user(name: str = "白露", **fields: Any) -> User:
    """Somebody with a user name, a phone and the password above, who may do nothing yet.

    Written as a row: the database checks it as it does any other, and to ask it about each of the
    rules beforehand takes twelve times as long.
    """
    fields.setdefault("username", f"person{next(_serial)}")
    fields.setdefault("phone", people.international(people.mobile()))
    person = User(name=name, **fields)
    person.set_password(PASSWORD)
    person.save()
    return person


def staff(role: str, name: str, **fields: Any) -> User:
    """Somebody of the secretariat with a role of ``permissions.toml``, in that role's department."""
    row = roles.table()[role]
    department = Department.objects.filter(code=row.get("department")).first()
    person = user(name, is_staff=True, department=department, **fields)
    person.groups.add(Group.objects.get(name=row["name"]))
    return person
