"""Workers are killed while they print a run of certificates: the numbers are one row, every file is
there, once, and signed; nothing is bound or told twice."""

import time
from collections.abc import Iterator

import pytest

from tests.drills.house import ROUNDS, House, tell, wait_until

pytestmark = pytest.mark.xdist_group("import drills")  # one after the other

COUNT = 200
STEP = 10 if ROUNDS == 1 else 1  # of all files the hash is compared, of these the signature read
BACK_SECONDS = 240
"""From the last fault to the end of the run, by the house's real clock: two leases, and the work."""

ISSUE = """
from tests.factories.training_certificates import issued_run
print(json.dumps(issued_run(given["count"]).pk))
"""
FILES = """
from association.base.models import StoredFile
from association.credentials import issuing, runs, verification
from association.credentials.models import PrintRun

run = PrintRun.objects.get(pk=given["run"])
files = [issuing.document(credential) for credential in runs.in_order(run)]  # hashes agree
told = []
for file in files[:: given["step"]]:
    with file.content.open("rb") as content:
        verdict = verification.of_file(content.read())
    told.append([verdict.number, verdict.state, verdict.signature, verdict.hash_known])
print(json.dumps([len(files), told]))
"""
MADE = "select count(*) from credentials_printing where run_id = %s and done_at is not null"
FINISHED = "select count(*) from credentials_printrun where id = %s and finished_at is not null"
NUMBERS = """
    select number from credentials_credential join credentials_printing
    on credential_id = id where run_id = %s order by id
"""
BUNDLES = "select kind, part from credentials_bundle where run_id = %s order by kind"
PAPERS = "select count(*) from base_storedfile where name like '培训合格证书 %%'"
OPEN_JOBS = "select count(*) from base_job where state in ('queued', 'running')"
TOLD = "select count(*) from base_auditentry where action = %s"
AGAIN = "select count(*) from credentials_printing where run_id = %s and attempt > 1"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House() as house:
        house.start("worker", "beat")
        yield house


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_at_any_instant_a_run_is_whole_and_every_file_is_made_once(
    house: House, number: int
) -> None:
    before = house.count(PAPERS)
    run = house.run(ISSUE, count=COUNT)
    wait_until(lambda: house.count(MADE, run), what="the first are printed")
    house.kill_child()
    house.instant(3)
    house.kill_worker()
    begin = time.monotonic()
    assert not house.count(FINISHED, run), "the fault has to come before the end"
    house.start("worker")
    wait_until(lambda: house.count(FINISHED, run), BACK_SECONDS, "the run is finished")
    seconds = time.monotonic() - begin
    wait_until(lambda: not house.count(OPEN_JOBS), what="the job says so too")
    numbers = [given for (given,) in house.ask(NUMBERS, run)]
    assert len(numbers) == COUNT
    assert [serial(given) for given in numbers] == list(
        range(serial(numbers[0]), serial(numbers[0]) + COUNT)
    )
    examined = [[each, "valid", "valid", True] for each in numbers[::STEP]]
    assert house.run(FILES, run=run, step=STEP) == [COUNT, examined]
    assert house.count(PAPERS) == before + COUNT
    assert house.ask(BUNDLES, run) == [("archive", 1), ("print", 1)]
    assert house.count(TOLD, "制成证书") == number + 1
    assert house.count(TOLD, "签发培训合格证书") == (number + 1) * COUNT
    tell(
        f"{COUNT} certificates: whole {seconds:.1f} s after the last kill, "
        f"{house.count(AGAIN, run)} taken more than once"
    )


def serial(number: str) -> int:
    return int(number.split("-")[3])
