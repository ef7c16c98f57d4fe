"""The checklist on the phone: what opening it, one answer and five phones at once cost."""

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse

from benchmarks.meter import counted, cpu, cpu_per, emit

ITEMS, PHONES, PICTURES, CHUNK = 400, 5, 20, 50


def measure() -> None:
    from standardization.checklists import answering
    from standardization.checklists.bundles import items_of
    from tests.factories import cast
    from tests.factories import checklists as make

    who = cast.person("expert")
    row = make.checklist(version=make.large(ITEMS))
    items = items_of(row)
    answering.receive_many(row, [make.failing_twice(item) for item in items], by=who)
    phone = Client(SERVER_NAME="localhost")
    phone.force_login(who)
    _opening(phone, row.visit_id)

    bodies = iter([make.body(items[n % ITEMS]) for n in range(2000)])
    seconds = cpu_per(lambda: answering.receive(row, next(bodies), by=who), times=20, rounds=5)
    _tell("answer-cpu", "one answer through the door, web and database", seconds, "≤ 10 ms")
    url = reverse("standardization:expert_answers", args=[row.visit_id])

    def send() -> None:
        sent = json.dumps({"answers": [next(bodies)]})
        assert phone.post(url, sent, content_type="application/json").status_code == 200

    seconds = cpu_per(send, times=20, rounds=5)
    _tell("answer-request-cpu", "one answer sent on its own, the whole request", seconds, "≤ 10 ms")

    def fifty() -> None:
        fresh = [make.failing_twice(items[n]) for n in range(CHUNK)]
        answering.receive_many(row, fresh, by=who)

    seconds = cpu_per(fifty, times=2, rounds=5) / CHUNK
    _tell("answer-of-fifty-cpu", "one answer of fifty sent together", seconds, "≤ 10 ms")
    _five_phones()


def _opening(phone: Client, visit: int) -> None:
    """The page brings the bundle along; alone it is asked for where a page is shown from memory."""
    for name, what in (("checklist", "page"), ("bundle", "bundle")):
        url = reverse(f"standardization:expert_{name}", args=[visit])

        def open_it(url: str = url) -> int:
            answer = phone.get(url)
            assert answer.status_code == 200
            return len(answer.content)

        size = open_it()
        with counted() as queries:
            open_it()
        page = what == "page"
        label = f"checklist of {ITEMS} items, its {what}{' with the bundle inside' if page else ''}"
        emit(f"checklist-{what}-queries", f"{label}: queries", len(queries), "queries", "≤ 8")
        _tell(f"checklist-{what}-cpu", f"{label}: web and database", cpu_per(open_it, times=10, rounds=5),
              "≤ 100 ms" if page else "")  # fmt: skip
        emit(f"checklist-{what}-size", f"{label}: bytes", round(size / 1024), "KB", "≤ 1024 KB")


def _five_phones() -> None:
    """Everything twice, as when the first answers were lost on the way."""
    from standardization.checklists.bundles import items_of
    from standardization.enums import Duty
    from standardization.models import Answer, AnswerEvent, Photo
    from tests.factories import cast, standardization
    from tests.factories import checklists as make

    row = make.checklist(version=make.large(ITEMS), company="guanghe")
    items, by = items_of(row), cast.person("safety")
    people: list[Any] = [cast.person("expert")]
    for number in range(PHONES - 1):
        expert = standardization.expert_user(f"并发{number}")
        standardization.assignment(row.case, expert, by=by, duty=Duty.RECHECKER)
        people.append(expert.user)
    works = [
        _phone(
            row, who,
            [make.body(item, id=str(uuid.uuid4())) for item in items] * 2,
            [make.photo(items[n]) for n in range(PICTURES)] * 2,
        )
        for who in people
    ]  # fmt: skip
    seconds = cpu(lambda: _at_once(works))
    events = AnswerEvent.objects.filter(checklist=row).count()
    photos = Photo.objects.filter(checklist=row).count()
    answers = Answer.objects.filter(checklist=row).count()
    what = f"{PHONES} phones at once, {ITEMS} answers and {PICTURES} photos each, everything twice"
    emit("phones-lost", f"{what}: lost", PHONES * (ITEMS + PICTURES) + ITEMS - events - photos - answers,
         "rows", "0")  # fmt: skip
    emit("phones-cpu", f"{what}: web alone", round(seconds, 1), "CPU s", "")


def _phone(row: Any, who: Any, bodies: list[str], taken: list[Any]) -> Callable[[], None]:
    from standardization.checklists import answering, photos
    from standardization.models import Checklist

    def work() -> None:
        mine = Checklist.objects.select_related("visit__site", "case__member").get(pk=row.pk)
        for start in range(0, len(bodies), CHUNK):
            answering.receive_many(mine, bodies[start : start + CHUNK], by=who)
        for said, file in taken:
            photos.receive(mine, said, file, by=who)

    return work


def _at_once(works: list[Callable[[], None]]) -> None:
    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _tell(id: str, what: str, seconds: float, goal: str) -> None:
    emit(id, what, round(seconds * 1000, 1), "CPU ms", goal)
