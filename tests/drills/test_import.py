"""A worker is killed while it writes a register: nothing is half-written, and it is written once."""

import contextlib
import time
from collections.abc import Iterator

import psycopg2
import pytest

from association import env
from tests.drills.house import ROUNDS, House, tell, wait_until

pytestmark = pytest.mark.xdist_group("servers")

ROWS = 40
BACK_SECONDS = 60

UPLOAD = """
import json
from django.core.files.uploadedfile import SimpleUploadedFile
from members.imports import uploads
from tests.factories import cast
from tests.factories.people import credit_code
from tests.members.imports.registers import line, workbook

for _ in range(given["round"] * given["rows"] * 3):
    credit_code()  # the next register names other companies and numbers
lines = [line(name=f"北京演练{given['round']}第{n}制品有限公司") for n in range(given["rows"])]
file = SimpleUploadedFile(f"演练 {given['round']}.xlsx", workbook(*lines))
print(json.dumps(uploads.take(file, by=cast.person("social")).pk))
"""
CONFIRM = """
from members.imports import uploads
from members.models import RegisterImport
from tests.factories import cast

uploads.confirm(RegisterImport.objects.get(pk=given["pk"]), by=cast.person("social"))
"""
CHECKED = "select count(*) from members_registerimport where id = %s and report ? 'actions'"
WRITTEN = "select count(*) from members_registerimport where id = %s and report ? 'written'"
MEMBERS = "select count(*) from members_member"
ENTERED = "select count(*) from base_auditentry where action = '登记会员'"
IN_THE_MIDDLE = """
    select count(*) from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%%members_contact%%' and pid <> pg_backend_pid()
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House() as house:
        house.start("worker", "beat")
        yield house


@contextlib.contextmanager
def contacts_held(house: House) -> Iterator[None]:
    """Whoever writes members comes as far as their contacts, and waits there."""
    place = env.database(house.postgres.url)
    holder = psycopg2.connect(dbname=place["NAME"], user=place["USER"], host=place["HOST"])
    try:
        with holder.cursor() as cursor:
            cursor.execute("lock table members_contact in exclusive mode")
        yield
    finally:
        holder.close()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_in_the_middle_a_register_is_written_once_and_whole(
    house: House, number: int
) -> None:
    before = house.count(MEMBERS)
    pk = house.run(UPLOAD, round=number, rows=ROWS)
    wait_until(lambda: house.count(CHECKED, pk), what="the register is checked")
    with contacts_held(house):
        house.run(CONFIRM, pk=pk)
        wait_until(lambda: house.count(IN_THE_MIDDLE), what="the writer stands in the middle")
        house.instant(0.5)
        house.kill_worker()
    assert house.count(MEMBERS) == before
    begin = time.monotonic()
    house.stop("beat")
    # The dead worker's lease has run out: a minute has passed.
    lease = "select max(leased_until) + interval '1 second' from base_job"
    a_minute_later = house.ask(lease)[0][0].isoformat()
    house.start("worker", "beat", CLOCK=a_minute_later)
    wait_until(lambda: house.count(WRITTEN, pk), BACK_SECONDS, "the register is written")
    seconds = time.monotonic() - begin
    assert house.count(MEMBERS) == before + ROWS
    assert house.count(ENTERED) == before + ROWS
    wait_until(lambda: not open_jobs(house), what="the job says so too")
    assert house.ask("select distinct state from base_job") == [("done",)]
    tell(f"import: {ROWS} members once, {seconds:.1f} s after the worker was back")


def open_jobs(house: House) -> int:
    return house.count("select count(*) from base_job where state in ('queued', 'running')")
