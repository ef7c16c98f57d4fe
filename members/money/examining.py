"""Looks at all the books and writes down what it found; every night, and when somebody asks."""

from typing import Any

from django.db import connection, transaction

from association.base import clock, heartbeats
from members.models import Examination
from members.money.invariants import CHECKS

HEARTBEAT = "accounts"
TOLD = 20
"""Sentences kept of one check: who finds more has one cause to look for, not a thousand."""


def findings() -> list[dict[str, Any]]:
    """By check, what doesn't add up, all seen at one moment; empty if the books hold."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
        found = [(check, check.find()) for check in CHECKS]
    return [_told(check.code, check.title, told) for check, told in found if told]


def _told(code: str, title: str, sentences: list[str]) -> dict[str, Any]:
    return {
        "check": code,
        "title": title,
        "sentences": sentences[:TOLD],
        "more": max(len(sentences) - TOLD, 0),
    }


def examine() -> Examination:
    """Looks, and appends what was found."""
    found = findings()
    heartbeats.note(HEARTBEAT)
    return Examination.objects.create(at=clock.now(), checks=len(CHECKS), findings=found)


def latest() -> Examination | None:
    return Examination.objects.first()


def count(row: Examination) -> int:
    """How many things don't add up, those left out of the row included."""
    return sum(len(one["sentences"]) + one["more"] for one in row.findings)


def sentences(row: Examination) -> list[str]:
    """Each with the check that found it."""
    told = []
    for one in row.findings:
        told += [f"{one['title']}：{sentence}" for sentence in one["sentences"]]
        if one["more"]:
            told.append(f"{one['title']}：另有 {one['more']} 处。")
    return told
