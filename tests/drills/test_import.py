"""A worker is killed or frozen while it writes a register, or loses the database: nothing is
half-written, and it is written once."""

import contextlib
import time
from collections.abc import Iterator

import psycopg2
import pytest

from association import env
from tests.drills.house import ROUNDS, House, tell, wait_until

pytestmark = pytest.mark.xdist_group("import drills")

ROWS = 40
BACK_SECONDS = 60
"""From the fault to the register being written, by the house's real clock."""
FROZEN_SECONDS = 120
"""The same when a worker is frozen in the middle: the database has to give it up first."""

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
REPORTED = "select count(*) from base_auditentry where action = '导入名册'"
WAITING = """
    select count(*) from pg_stat_activity
    where wait_event_type = 'Lock' and query like %s and pid <> pg_backend_pid()
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House() as house:
        house.start("worker", "beat")
        yield house


@contextlib.contextmanager
def held(house: House, table: str) -> Iterator[None]:
    """Whoever comes as far as this table waits there."""
    place = env.database(house.postgres.url)
    holder = psycopg2.connect(dbname=place["NAME"], user=place["USER"], host=place["HOST"])
    try:
        with holder.cursor() as cursor:
            cursor.execute(f"lock table {table} in access exclusive mode")
        yield
    finally:
        holder.close()


def waits_for(house: House, table: str) -> None:
    wait_until(lambda: house.count(WAITING, f"%{table}%"), what=f"the writer waits for {table}")


class Register:
    """Checked and waiting to be confirmed; what is in the house before it is written."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.members, self.reports = house.count(MEMBERS), house.count(REPORTED)
        self.pk = house.run(UPLOAD, round=self.members // ROWS, rows=ROWS)
        wait_until(lambda: house.count(CHECKED, self.pk), what="the register is checked")

    def confirm(self) -> None:
        self.house.run(CONFIRM, pk=self.pk)

    def confirm_and_stop_in_the_middle(self) -> None:
        self.confirm()
        waits_for(self.house, "members_contact")
        self.house.instant(0.5)

    def is_written(self) -> bool:
        return bool(self.house.count(WRITTEN, self.pk))

    def is_written_once(self, what: str, begin: float, limit: float = BACK_SECONDS) -> None:
        """Waits for it, and tells how long that took since the fault."""
        house = self.house
        wait_until(self.is_written, limit, "the register is written")
        seconds = time.monotonic() - begin
        wait_until(lambda: not house.count(OPEN_JOBS), what="the job says so too")
        self.nothing_came_twice()
        assert seconds < limit
        tell(f"{what}: {ROWS} members once, {seconds:.1f} s after the fault")

    def nothing_came_twice(self) -> None:
        house = self.house
        assert house.count(MEMBERS) == house.count(ENTERED) == self.members + ROWS
        assert house.count(REPORTED) == self.reports + 1
        assert house.ask("select distinct state from base_job") == [("done",)]


OPEN_JOBS = "select count(*) from base_job where state in ('queued', 'running')"
LAST_ATTEMPT = "select attempt from base_job order by id desc limit 1"


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_in_the_middle_a_register_is_written_once_and_whole(
    house: House, number: int
) -> None:
    register = Register(house)
    with held(house, "members_contact"):
        register.confirm_and_stop_in_the_middle()
        house.kill_worker()
        begin = time.monotonic()
    assert house.count(MEMBERS) == register.members
    house.start("worker")
    register.is_written_once("import killed", begin)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_worker_that_wakes_after_another_took_over_writes_nothing(
    house: House, number: int
) -> None:
    """Frozen before its transaction; in the long form every other time in the middle of it."""
    middle = bool(number % 2)
    table = "members_contact" if middle else "members_registerimport"
    register = Register(house)
    house.stop("worker")
    register.confirm()
    with contextlib.ExitStack() as holding:
        holding.enter_context(held(house, table))
        house.start("worker")
        waits_for(house, table)
        with house.worker_frozen():
            holding.close()
            begin = time.monotonic()
            house.start("spare worker")
            where, limit = ("in", FROZEN_SECONDS) if middle else ("before", BACK_SECONDS)
            register.is_written_once(f"import frozen {where} its transaction", begin, limit)
            house.stop("spare worker")
    wait_until(lambda: gave_up(house), what="the first one wakes and gives up")
    register.nothing_came_twice()
    assert house.count(LAST_ATTEMPT) == 2


def gave_up(house: House) -> bool:
    """Overtaken, or its transaction ended by the database."""
    log = house.log("worker")
    return "was taken over" in log or "raised unexpected" in log


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_database_that_restarts_in_the_middle_costs_time_and_nothing_else(
    house: House, number: int
) -> None:
    register = Register(house)
    with held(house, "members_contact"):
        register.confirm_and_stop_in_the_middle()
        house.restart_postgres()
        begin = time.monotonic()
    register.is_written_once("import, database restarted", begin)
