"""The lock holds wherever the failures came in: in processes of their own, also at once."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from association.accounts.models import User
from tests.architecture import source
from tests.factories import accounts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("servers")]

# A process of the portal with the portal's own settings, but that nobody collected static files.
PROCESS = """
import sys
import django
from association import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
from django.test import Client
from association.accounts.adapter import LOCKED, WRONG

for password in sys.argv[2:]:
    client = Client(headers={"host": "127.0.0.1"})
    answer = client.post("/account/login/", {"login": sys.argv[1], "password": password})
    page = answer.content.decode()
    print("in" if answer.status_code == 302 else "locked" if LOCKED in page else
          "wrong" if WRONG in page else answer.status_code)
"""


def begin(login: str, *passwords: str) -> "subprocess.Popen[str]":
    at = connection.settings_dict
    person = f"{at['USER']}:{at['PASSWORD']}" if at["USER"] else ""
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, login, *passwords],
        cwd=source.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"postgres://{person}@/{at['NAME']}?host={at['HOST']}&port={at['PORT'] or 5432}",
            "DJANGO_SETTINGS_MODULE": "association.settings",
            "PYTHONPATH": str(source.ROOT),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> list[str]:
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out.split()


@pytest.fixture
def bai() -> User:
    return accounts.user("白露", username="bai.lu")


def test_failures_here_and_there_lock_it_everywhere(bai: User) -> None:
    wrong = ["not-this-one-9"]
    assert said(begin("bai.lu", *wrong * 3)) == ["wrong"] * 3
    assert said(begin(bai.phone.removeprefix("+86"), *wrong * 2)) == ["wrong"] * 2
    assert said(begin("bai.lu", accounts.PASSWORD)) == ["locked"]


def test_two_processes_at_once_get_five_attempts_together(bai: User) -> None:
    both = [begin("bai.lu", *["not-this-one-9"] * 6) for _ in range(2)]
    told = Counter(word for process in both for word in said(process))
    assert told == {"wrong": 5, "locked": 7}
