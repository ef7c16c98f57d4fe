import gc
from collections.abc import Callable
from functools import cache

import pytest
from celery import current_app
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as of_properties

from association.accounts.models import User
from association.base.models import Job
from members.models import Member
from tests import namespace
from tests.factories import cast

ClientFor = Callable[[str], Client]
RunJobs = Callable[[], list[Job]]

# No property is proven or disproven by how long a machine takes over an example.
of_properties.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
of_properties.load_profile("untimed")


def signed_in(role: str) -> Client:
    browser = Client()
    if role != cast.ANONYMOUS:
        browser.force_login(cast.person(role))
    return browser


def pytest_collection() -> None:
    """What is imported and collected stays: nothing of it is looked at for garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nine thousand tests and what they import stay to the end: no need to look again and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def delete_output_dir() -> None:
    """Playwright would empty ``test-results`` in every worker, whenever that comes to its first test."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes made at collection, as a workbook with its time, differ between workers: no name."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _a_cache_of_its_own() -> None:
    namespace.begin()


@pytest.fixture
def lin(db: None) -> User:
    """林思远, who keeps the members."""
    return cast.person("social")


@pytest.fixture
def he(db: None) -> User:
    """贺敏, who keeps the money."""
    return cast.person("finance")


@pytest.fixture
def chen(db: None) -> User:
    """陈立群, the secretary-general."""
    return cast.person("head")


@pytest.fixture
def antai(db: None) -> Member:
    """安泰, private, an ordinary member."""
    return cast.company("antai")


@pytest.fixture
def hengyuan(db: None) -> Member:
    """恒远, state-owned, 常务理事单位."""
    return cast.company("hengyuan")


@pytest.fixture
def guanghe(db: None) -> Member:
    """广和, a member that has nothing to do with the other two."""
    return cast.company("guanghe")


@pytest.fixture
def client_for(db: None) -> ClientFor:
    """A browser-like client, signed in as whoever plays the role (``tests/factories/cast.py``)."""
    return signed_in


@cache
def _know_every_task() -> None:
    """Once a process: Celery has all of the code looked at before it imports the tasks."""
    current_app.loader.import_default_modules()


@pytest.fixture
def run_jobs(db: None) -> RunJobs:
    """Does the work that waits as rows, as a worker would, until none waits; what it ran."""
    _know_every_task()

    def run() -> list[Job]:
        ran: list[int] = []
        while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
            ran.append(job.pk)
            current_app.tasks[job.task](job.pk)
        return list(Job.objects.filter(pk__in=ran).order_by("pk"))

    return run
