"""Five phones come back into the signal at the same moment."""

import random
import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections

from standardization.checklists import answering, photos
from standardization.checklists.bundles import items_of
from standardization.enums import Duty
from standardization.models import Answer, AnswerEvent, Checklist, Photo
from tests.factories import cast, standardization
from tests.factories import checklists as make

PHONES, ITEMS, PICTURES = 5, 40, 3


def at_once(works: list[Callable[[], None]]) -> None:
    """Each on a thread and a connection of its own; what one raises fails the test."""
    problems: list[BaseException] = []
    together = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            together.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_doubled() -> None:
    cast.person("expert")
    row = make.checklist(version=make.large(ITEMS))
    items, by = items_of(row), cast.person("safety")
    people = [cast.person("expert")]
    for number in range(PHONES - 1):
        expert = standardization.expert_user(f"专家{number}")
        standardization.assignment(row.case, expert, by=by, duty=Duty.RECHECKER)
        assert expert.user is not None
        people.append(expert.user)
    bodies = {who.pk: [make.body(item) for item in items] for who in people}
    taken = {who.pk: [make.photo(items[n]) for n in range(PICTURES)] for who in people}

    def phone(who) -> Callable[[], None]:
        def work() -> None:
            mine = Checklist.objects.select_related("visit__site", "case__member").get(pk=row.pk)
            waiting = [*bodies[who.pk], *bodies[who.pk]]  # each twice: the first answer was lost
            random.Random(who.pk).shuffle(waiting)
            for start in range(0, len(waiting), 10):
                told = answering.receive_many(mine, waiting[start : start + 10], by=who)
                assert {each.status for each in told} <= {200, 202}
            for said, file in [*taken[who.pk], *taken[who.pk]]:
                assert photos.receive(mine, said, file, by=who).status in (200, 202)

        return work

    at_once([phone(who) for who in people])
    assert AnswerEvent.objects.count() == PHONES * ITEMS
    assert Answer.objects.count() == ITEMS
    assert Photo.objects.count() == Photo.objects.values("file").distinct().count() == 15
    for answer in Answer.objects.select_related("event"):
        last = AnswerEvent.objects.filter(item=answer.item).order_by("received_at").last()
        assert last is not None
        assert answer.event.received_at == last.received_at
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_one_body_from_two_tabs_is_written_once() -> None:
    who = cast.person("expert")
    row = make.checklist()
    body = make.body(make.item(row, "1.1"), id=str(uuid.uuid4()))
    statuses: list[int] = []
    at_once([lambda: statuses.append(answering.receive(row, body, by=who).status)] * 4)
    assert sorted(statuses) == [200, 202, 202, 202]
    assert AnswerEvent.objects.count() == 1
