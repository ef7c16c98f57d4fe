"""``/readyz``: what stops this process, what only a person has to look at, and who is told how much."""

import json
import os
import socket
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from association.accounts.models import User
from association.base import clock, heartbeats, jobs, outbox, schema
from association.base.models import Heartbeat, Job, NumberCounter, OutboxRow
from association.base.tasks import ring_waiting_jobs
from association.portal import readiness
from members.models import Member
from members.tasks import check_invariants
from tests.conftest import ClientFor

ROOT = Path(__file__).resolve().parents[3]
NAMES = {"database", "migrations", "outbox", "jobs", "beat", "backup", "accounts", "broker", "disk"}


def told() -> tuple[int, dict[str, Any]]:
    response = Client().get("/readyz")
    return response.status_code, response.json()


def part(name: str) -> readiness.Part:
    return next(part for part in readiness.parts() if part.name == name)


@pytest.mark.django_db
def test_a_portal_that_works_is_ready_also_before_its_first_backup() -> None:
    status, answer = told()
    assert (status, answer["ready"]) == (200, True)
    assert set(answer["parts"]) == NAMES
    assert answer["parts"]["backup"] is False
    ring_waiting_jobs()
    heartbeats.note(heartbeats.BACKUP)
    check_invariants()
    assert told()[1] == {"ready": True, "parts": dict.fromkeys(NAMES, True)}


def test_outsiders_are_told_names_alone_and_staff_how_much(client_for: ClientFor) -> None:
    heartbeats.note(heartbeats.BEAT)
    plain = client_for("antai_admin").get("/readyz").json()["parts"]
    assert {type(answer) for answer in plain.values()} == {bool}
    answer = client_for("social").get("/readyz").json()["parts"]["beat"]
    assert isinstance(answer.pop("value"), int)
    assert answer == {"ok": True, "limit": 120, "needed": False}


@pytest.mark.django_db
def test_books_that_do_not_add_up_are_told_and_stop_nobody() -> None:
    NumberCounter.objects.create(kind="member", year=1999, last=1)
    check_invariants()
    status, answer = told()
    assert (status, answer["ready"], answer["parts"]["accounts"]) == (200, True, False)


@pytest.mark.django_db
def test_beat_is_alive_as_long_as_its_sweep_comes_back() -> None:
    assert part("beat") == readiness.Part("beat", ok=False, value=None, limit=120)
    ring_waiting_jobs()
    assert part("beat").ok
    Heartbeat.objects.update(at=clock.now() - timedelta(minutes=3))
    stopped = part("beat")
    assert not stopped.ok
    assert stopped.value == pytest.approx(180, abs=60)
    ring_waiting_jobs()
    assert part("beat").ok, "one row, written over"


@pytest.mark.django_db
def test_another_year_on_the_portals_clock_ages_no_heartbeat() -> None:
    with clock.at("2020-06-08"):
        heartbeats.note(heartbeats.BACKUP)
    assert part("backup").value == pytest.approx(0, abs=60)


def test_a_message_is_overdue_when_it_could_have_been_sent_for_five_minutes(
    antai: Member, lin: User
) -> None:
    with clock.at("2020-06-08T09:00"):
        outbox.enqueue(
            rule="dues-1", obj=antai, due_on=date(2020, 6, 8), channel="email",
            recipient_key="contact:1", subject="会费", body="。", address="a@example.org",
        )  # fmt: skip
    with clock.at("2020-06-08T09:04"):
        assert (part("outbox").ok, part("outbox").value) == (True, 240)
    with clock.at("2020-06-08T09:06"):
        assert (part("outbox").ok, part("outbox").value) == (False, 360)
        assert told()[0] == 200, "a matter for a person, not for the load balancer"
        OutboxRow.objects.update(not_before=datetime.fromisoformat("2020-06-08T09:14+08:00"))
        assert part("outbox").ok, "put off by the mail server: not owed yet"
    with clock.at("2020-06-08T09:15"):
        assert part("outbox").value == 60, "since it could have been sent again"
        OutboxRow.objects.update(state="sent")
        assert part("outbox").value == 0


def test_a_job_is_overdue_that_nobody_begins_or_goes_on_with(lin: User) -> None:
    with clock.at("2020-06-08T09:00"):
        jobs.start(label="导入", task="members.check_register", params={}, by=lin)
    with clock.at("2020-06-08T09:06"):
        assert (part("jobs").ok, part("jobs").value) == (False, 360)
        Job.objects.update(state="running", leased_until=clock.now() + timedelta(seconds=60))
        assert part("jobs").value == 0
    with clock.at("2020-06-08T09:13"):
        assert (part("jobs").ok, part("jobs").value) == (False, 360), "since its lease ran out"


@pytest.mark.django_db
def test_a_database_that_waits_for_a_migration_is_not_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where name like '%_heartbeats'")
    status, answer = told()
    assert (status, answer["ready"], answer["parts"]["database"]) == (503, False, True)
    assert answer["parts"]["migrations"] is False
    ((app, name),) = schema.missing()
    assert (app, name[4:]) == ("base", "_heartbeats")


@pytest.mark.django_db
def test_a_database_that_is_newer_than_the_code_is_ready() -> None:
    """While an upgrade rolls through, old processes serve on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into django_migrations (app, name, applied) values ('base', '9999_x', now())"
        )
    assert told()[0] == 200


@pytest.mark.django_db
def test_a_broker_that_never_answers_is_told_and_the_portal_stays_ready(
    settings: Settings,
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        status, answer = told()
    assert (status, answer["ready"], answer["parts"]["broker"]) == (200, True, False)


@pytest.mark.django_db
def test_a_disk_that_runs_full_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "DISK", 1 << 62)
    assert not part("disk").ok
    settings.DATA_DIR = "/nowhere/at/all"
    assert part("disk") == readiness.Part("disk", ok=False, limit=1 << 62)
    assert told()[0] == 200


def test_without_a_database_it_answers_all_the_same(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can take it
        url = f"postgres://portal@127.0.0.1:{closed.getsockname()[1]}/portal"
        code = (
            "import django; django.setup()\n"
            "from django.test import Client\n"
            "answer = Client(SERVER_NAME='127.0.0.1').get('/readyz')\n"
            "print(answer.status_code, answer.content.decode())"
        )
        given = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 50}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, **given, "DJANGO_SETTINGS_MODULE": "association.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
    status, _, body = done.stdout.strip().partition(" ")
    assert status == "503", done.stderr
    answer = json.loads(body)
    assert answer["ready"] is False
    assert [name for name, ok in answer["parts"].items() if ok] == ["broker", "disk"]


def test_behind_tls_it_is_asked_from_within_without_it(settings: Settings, db: None) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/").status_code == 301
    assert Client().get("/readyz").status_code == 200
    assert Client().get("/healthz").status_code == 200
