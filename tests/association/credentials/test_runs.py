"""Many at once: numbered together, printed by whoever has time, each file exactly once."""

import io
import zipfile
from typing import Any

import pypdfium2
import pytest

from association.base import audit, clock, jobs
from association.base.errors import Refused
from association.base.models import Job, NumberCounter, StoredFile
from association.credentials import issuing, printing, runs, verification
from association.credentials.enums import CredentialState, SignatureState
from association.credentials.models import Bundle, Credential, Printing, PrintRun
from tests.conftest import RunJobs
from tests.factories.credentials import TRAINED, content, issued
from tests.factories.training_certificates import issued_run, kept_photo, name
from training.certificates import KIND

pytestmark = pytest.mark.django_db

SOME = printing.HELPING + 2


def states(run: PrintRun) -> set[CredentialState]:
    return {credential.state for credential in runs.in_order(run)}


def test_a_run_is_numbered_at_once_and_without_a_file() -> None:
    run = issued_run(SOME)
    given = list(runs.in_order(run))
    year = clock.today().year
    assert [one.number for one in given] == [KIND.number(year, n) for n in range(1, SOME + 1)]
    assert [one.subject for one in given] == [name(n) for n in range(SOME)]
    assert states(run) == {CredentialState.PREPARING}
    assert len(audit.timeline(given[0])) == 1


def test_nobody_takes_a_certificate_for_valid_before_its_file_is_there() -> None:
    credential = runs.in_order(issued_run(1))[0]
    verdict = verification.by_number(credential.number, credential.subject)
    assert verdict.state == CredentialState.PREPARING
    with pytest.raises(Refused, match="还在制作中"):
        issuing.document(credential)


def test_a_job_prints_all_of_them_and_binds_them(run_jobs: RunJobs) -> None:
    run = issued_run(SOME)
    (job,) = run_jobs()
    run.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, SOME, SOME)
    assert run.finished_at is not None
    assert states(run) == {CredentialState.VALID}
    for credential in runs.in_order(run):
        told = verification.of_file(content(credential))
        assert (told.number, told.signature) == (credential.number, SignatureState.VALID)


def test_the_bundles_hold_each_certificate_once_in_order(run_jobs: RunJobs) -> None:
    run = issued_run(3)
    run_jobs()
    given = list(runs.in_order(run))
    archive, paper = (run.bundles.get(kind=kind).file for kind in Bundle.Kind)
    with archive.content.open("rb") as file, zipfile.ZipFile(file) as packed:
        assert packed.namelist() == [f"{one.number} {one.subject}.pdf" for one in given]
        assert [packed.read(each) for each in packed.namelist()] == [content(one) for one in given]
    with paper.content.open("rb") as file:
        bound = pypdfium2.PdfDocument(io.BytesIO(file.read()))
    texts = [page.get_textpage().get_text_range() for page in bound]
    assert len(texts) == 3
    assert all(one.number in text for one, text in zip(given, texts, strict=True))


def test_volumes_hold_no_more_than_one_can_open(run_jobs: RunJobs, monkeypatch: Any) -> None:
    monkeypatch.setattr("association.credentials.bundling.VOLUME", 2)
    run = issued_run(3)
    run_jobs()
    parts = run.bundles.filter(kind=Bundle.Kind.ARCHIVE).values_list("part", flat=True)
    assert list(parts) == [1, 2]


def test_two_helpings_never_hold_the_same_certificate() -> None:
    run = issued_run(SOME)
    first, second = printing._take(run), printing._take(run)
    assert len(first) == printing.HELPING
    assert len(second) == SOME - printing.HELPING
    assert not {row.pk for row in first} & {row.pk for row in second}
    assert printing._take(run) == []


def test_a_helping_that_was_left_is_taken_again_when_its_lease_ran_out() -> None:
    run = issued_run(2)
    with clock.at("2026-11-21T10:00:00"):
        assert len(printing._take(run)) == 2
        assert printing._take(run) == []
    with clock.at("2026-11-21T10:00:31"):
        assert [row.attempt for row in printing._take(run)] == [2, 2]


def test_whoever_wakes_after_another_took_over_writes_nothing() -> None:
    run = issued_run(1)
    with clock.at("2026-11-21T10:00:00"):
        frozen = printing._take(run)
    with clock.at("2026-11-21T10:01:00"):
        awake = printing._take(run)
        printing._write([(frozen[0], b"%PDF from the one that slept")])
        assert states(run) == {CredentialState.PREPARING}
        printing._write([(awake[0], b"%PDF from the one that is awake")])
        printing._write([(frozen[0], b"%PDF from the one that slept")])
    credential = runs.in_order(run)[0]
    assert content(credential) == b"%PDF from the one that is awake"
    assert StoredFile.objects.filter(media_type="application/pdf").count() == 1


def test_helpers_finish_what_the_one_in_charge_left() -> None:
    run = issued_run(SOME)
    for _ in range(3):
        printing.help_with(run.pk)
    assert states(run) == {CredentialState.VALID}


def test_one_that_cannot_be_made_holds_no_other_up(run_jobs: RunJobs) -> None:
    face = kept_photo()
    run = issued_run(2, face=face)
    bad = runs.in_order(run)[1]
    other = kept_photo(b"no picture at all")
    issued_run(1, face=other)
    jobs_ = run_jobs()
    assert {job.state for job in jobs_} == {Job.State.DONE, Job.State.FAILED}
    failed = next(job for job in jobs_ if job.state == Job.State.FAILED)
    assert "1 份没有制成" in failed.message
    stuck = Printing.objects.get(done_at=None)
    assert stuck.attempt == runs.TRIES
    assert "UnidentifiedImageError" in stuck.problem
    assert bad.state == CredentialState.PREPARING  # as it was read; the row itself is done
    bad.refresh_from_db()
    assert bad.state == CredentialState.VALID


def test_a_photo_that_was_erased_is_told_and_the_credential_can_be_revoked(
    run_jobs: RunJobs,
) -> None:
    from association.base import files

    face = kept_photo()
    run = issued_run(1, face=face)
    files.erase(face)
    run_jobs()
    assert "照片已清除" in Printing.objects.get().problem
    credential = runs.in_order(run)[0]
    issuing.revoke(credential, by=None, reason="照片缺失，重新签发")
    runs.resume(run, by=None)
    (job,) = run_jobs()
    assert job.state == Job.State.DONE
    assert job.result == {"run": run.pk, "made": 0, "void": 1}


def test_a_finished_run_and_one_at_work_are_not_resumed(run_jobs: RunJobs) -> None:
    run = issued_run(1)
    with pytest.raises(Refused, match="正在制作"):
        runs.resume(run, by=None)
    run_jobs()
    with pytest.raises(Refused, match="已全部制成"):
        runs.resume(run, by=None)


def test_an_issue_of_many_that_fails_leaves_neither_rows_nor_numbers() -> None:
    old = issued(kind=TRAINED)
    issuing.revoke(old, by=None, reason="冒名顶替")
    draft = runs.Draft("周宁宁", {"position": "陆地搜索"})
    with pytest.raises(Refused, match="已撤销"):
        runs.issue_many(
            kind=TRAINED,
            drafts=[draft, runs.Draft("周宁", draft.facts, replaces=old)],
            template="members/pdf/certificate.html",
            label="两份",
            by=None,
            valid_from=clock.today(),
        )
    assert Credential.objects.count() == NumberCounter.objects.get(kind="credential-trained").last
    assert not PrintRun.objects.exists()


def test_nothing_to_issue_is_refused() -> None:
    with pytest.raises(Refused, match="没有要签发的证书"):
        issued_run(0)


def test_a_job_that_was_taken_over_finishes_nothing() -> None:
    run = issued_run(1)
    assert run.job is not None
    with jobs.running(run.job.pk) as job:
        assert job is not None
        Job.objects.filter(pk=job.pk).update(attempt=7)
        printing.work(job)
    run.refresh_from_db()
    assert run.finished_at is None
    assert not run.bundles.exists()
