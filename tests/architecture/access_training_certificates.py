"""Certificates of rescuers in the access table (``access.py`` says how to read and extend it)."""

from collections.abc import Mapping
from typing import Any

from association.base import files
from association.credentials.models import Bundle
from tests.architecture.allowed import TRAINING
from tests.architecture.doors import Desk, Door
from tests.factories import cast
from tests.factories import training as make
from training.certificates import giving
from training.enums import ClassState, EnrolmentState
from training.models import TrainingCertificate, TrainingClass

GIVES = ("training",)


def _class() -> TrainingClass:
    of = TrainingClass.objects.filter(state=ClassState.ISSUING).first()
    return of or make.training_class(state=ClassState.ISSUING)


def _certificate() -> TrainingCertificate:
    of = _class()
    found = giving.of_class(of).first()
    if found is None:
        row = make.enrolment(of, cast.team("chenling"), state=EnrolmentState.PASSED)
        giving.issue(of, [make.whole(row)], by=cast.person("training"))
        found = giving.of_class(of).get()
    return found


def _of_class() -> Mapping[str, Any]:
    return {"pk": _class().pk}


def _run() -> Mapping[str, Any]:
    return {"pk": _class().pk, "run": _certificate().credential.printing.run_id}


def _bundle() -> Mapping[str, Any]:
    run = _certificate().credential.printing.run
    found = run.bundles.first() or Bundle.objects.create(
        run=run,
        kind=Bundle.Kind.ARCHIVE,
        part=1,
        file=files.keep_bytes(b"PK", name="证书.zip", media_type="application/zip", by=None),
    )
    return {"pk": _class().pk, "bundle": found.pk}


def _one(**more: Any) -> Mapping[str, Any]:
    return {"pk": _class().pk, "certificate": _certificate().pk, **more}


def _elsewhere(name: str, **more: Any) -> Mapping[str, Any]:
    """What there is, below a class that it isn't of."""
    known = {**_run(), **_bundle(), **_one()}
    return {"pk": make.training_class().pk, name: known[name], **more}


DESK: list[Door] = [
    Desk("admin:training_class_certificates", TRAINING, at=_of_class),
    Desk("admin:training_certificates_issue", GIVES, 302, at=_of_class, sends={}),
    Desk("admin:training_print_run", TRAINING, at=_run, foreign=lambda: _elsewhere("run")),
    Desk(
        "admin:training_print_run_resume",
        GIVES,
        302,
        at=_run,
        foreign=lambda: _elsewhere("run"),
        sends={},
    ),
    Desk("admin:training_bundle", GIVES, at=_bundle, foreign=lambda: _elsewhere("bundle")),
    Desk(
        "admin:training_certificate_file",
        GIVES,
        302,  # back to the page, with the sentence that it is still being made
        at=_one,
        foreign=lambda: _elsewhere("certificate"),
    ),
    Desk(
        "admin:training_certificate_step",
        GIVES,
        at=lambda: _one(verb="replace"),
        foreign=lambda: _elsewhere("certificate", verb="replace"),
    ),
]
