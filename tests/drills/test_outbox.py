"""Kill what delivers the messages, take the broker and the database away: nothing is lost, nothing
is sent twice, and no more than one mail a kill is left for a person to look into.

Each drill hurts the house while it sends. ``DRILL_ROUNDS`` says at how many random instants.
"""

import time
from collections.abc import Iterator

import pytest

from tests import postbox as post
from tests.drills.house import ROUNDS, House, tell, wait_until
from tests.postbox import Postbox

pytestmark = pytest.mark.xdist_group("servers")

MAILS, MESSAGES = 120, 60
BACK_SECONDS = 60
"""How long everything may take once all parts are there again."""
BROKER_AWAY = 60.0 if ROUNDS > 1 else 4.0

OPEN = "select count(*) from base_outboxrow where state in ('waiting', 'sending')"

OWE = """
from datetime import date
from django.db import transaction
from association.accounts.models import User
from association.base import outbox
from members.models import FeeStandard

who, _ = User.objects.get_or_create(username="drill", defaults={"name": "演练"})
common = {"rule": given["batch"], "obj": FeeStandard.objects.get(), "due_on": date(2020, 6, 30),
          "subject": "演练", "body": "演练"}
with transaction.atomic():
    for number in range(given["messages"]):
        outbox.enqueue(**common, channel="portal", recipient_key=f"p{number}", person=who)
    for number in range(given["mails"]):
        outbox.enqueue(**common, channel="email", recipient_key=f"m{number}",
                       address=f"m{number}@example.com")
"""


@pytest.fixture(scope="module")
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.slow = 0.015
    with post.listening(box):
        yield box


@pytest.fixture(scope="module")
def built(postbox: Postbox) -> Iterator[House]:
    url = f"smtp://127.0.0.1:{postbox.port}"
    with House(EMAIL_URL=url) as house:
        house.start("worker", "beat")
        yield house


@pytest.fixture(params=range(ROUNDS))
def house(built: House, postbox: Postbox, request: pytest.FixtureRequest) -> House:
    """The house with everything delivered that was owed before."""
    wait_until(lambda: built.count(OPEN) == 0, what="the last drill is over")
    return built


def owe(house: House, batch: str) -> None:
    house.run(OWE, batch=batch, mails=MAILS, messages=MESSAGES)


def sending(house: House, postbox: Postbox) -> None:
    """Returns at a random instant within the sending of a batch."""
    before = len(postbox.mails())
    wait_until(lambda: len(postbox.mails()) > before + 2, what="mail arrives")
    house.instant(MAILS * postbox.slow / 2)


def delivered(house: House, postbox: Postbox, *batches: str, uncertain: int) -> None:
    """Waits for the end of these batches, then accounts for each of their rows."""
    begin = time.monotonic()
    wait_until(lambda: house.count(OPEN) == 0, BACK_SECONDS, "everything is delivered")
    seconds = time.monotonic() - begin
    unknown = [key for batch in batches for key in accounted(house, postbox, batch)]
    assert len(unknown) <= uncertain
    rows = len(batches) * (MAILS + MESSAGES)
    tell(f"{batches[0]}: {rows} rows after {seconds:.1f} s, {len(unknown)} uncertain")


def accounted(house: House, postbox: Postbox, batch: str) -> list[str]:
    """Whose arrival nobody knows of. All other mails of the batch arrived, and none came twice."""
    rows = house.ask("select message_id, channel, state from base_outboxrow where rule = %s", batch)
    mails = {key: state for key, channel, state in rows if channel == "email"}
    assert len(mails) == MAILS
    assert [state for _, channel, state in rows if channel == "portal"] == ["sent"] * MESSAGES
    assert set(mails.values()) <= {"sent", "uncertain"}
    arrived = postbox.identities()
    assert max(arrived.values()) == 1  # no mail came twice, of this batch or any other
    assert {key for key, state in mails.items() if state == "sent"} <= set(arrived)
    return [key for key, state in mails.items() if state == "uncertain"]


def test_a_child_of_the_worker_is_killed(house: House, postbox: Postbox) -> None:
    batch = f"child-{time.monotonic_ns()}"
    owe(house, batch)
    sending(house, postbox)
    house.kill_child(talking_to=postbox.port)
    assert house.count(OPEN) > 0  # in the middle of it
    delivered(house, postbox, batch, uncertain=1)


def test_the_whole_worker_is_killed(house: House, postbox: Postbox) -> None:
    batch = f"worker-{time.monotonic_ns()}"
    owe(house, batch)
    sending(house, postbox)
    house.kill_worker()
    assert house.count(OPEN) > 0
    house.start("worker")
    delivered(house, postbox, batch, uncertain=1)


def test_the_broker_forgets_everything_and_is_away_for_a_while(
    house: House, postbox: Postbox
) -> None:
    """What is on its way goes on; what is owed meanwhile commits, although nobody hears the bell."""
    batch, unheard = f"broker-{time.monotonic_ns()}", f"unheard-{time.monotonic_ns()}"
    owe(house, batch)
    sending(house, postbox)
    house.flush_broker()
    with house.broker_away(BROKER_AWAY):
        owe(house, unheard)
    delivered(house, postbox, batch, unheard, uncertain=0)


def test_the_database_is_restarted(house: House, postbox: Postbox) -> None:
    batch = f"database-{time.monotonic_ns()}"
    owe(house, batch)
    sending(house, postbox)
    house.restart_postgres()
    delivered(house, postbox, batch, uncertain=0)


REMINDED_OF = """
from datetime import date
from association.base import clock
from members.models import Member, ReminderRule
from tests.factories import dues, members, people
from tests.factories.reminders import rule

known = Member.objects.count()
# Earlier rounds are over: each is as long as the first.
ReminderRule.objects.update(active=False)
Member.objects.update(state="suspended")
for _ in range(known):
    people.credit_code()  # other companies than the last time
with clock.at("2020-05-20T10:00"):
    row = rule(-30, code=given["code"], since="2020-05-20T09:00", channels=["email"])
    for number in range(20):
        dues.assessed(
            members.member(
                number=f"BJAL-2018-{known + number:04d}",
                email=f"{given['code']}-{number}@example.com",
            )
        )
"""
TWO_DAYS_AGO = """
import shelve
from datetime import timedelta
from django.conf import settings

with shelve.open(settings.CELERY_BEAT_SCHEDULE_FILENAME, writeback=True) as schedule:
    for entry in schedule["entries"].values():
        entry.last_run_at -= timedelta(days=2)
"""


def schedule_written(house: House) -> bool:
    return any(path.stat().st_size for path in house.data_dir.glob("celerybeat-schedule*"))


def test_after_two_days_without_a_scheduler_the_reminders_of_both_days_go_out_once(
    house: House, postbox: Postbox
) -> None:
    code = f"d{time.monotonic_ns()}"
    wait_until(lambda: schedule_written(house), what="the scheduler has begun")
    house.stop("beat", "worker")
    house.run(REMINDED_OF, code=code)
    house.run(TWO_DAYS_AGO)
    in_june = "2020-06-02T10:00"  # the rule was due on 31 May
    house.start("worker", "beat", CLOCK=in_june)
    written = "select count(*) from base_outboxrow where rule = %s and address like %s"
    ours = (code, f"{code}-%")
    sent = f"{written} and state = 'sent'"
    seconds = wait_until(lambda: house.count(sent, *ours) == 20, BACK_SECONDS, "all are reminded")
    house.run("from members.reminders.turns import remind; remind()", at=in_june)
    assert house.count(written, *ours) == 20
    addressees = postbox.addressees()
    assert all(addressees.count(f"{code}-{number}@example.com") == 1 for number in range(20))
    tell(f"two days: 20 reminders after {seconds:.1f} s")
