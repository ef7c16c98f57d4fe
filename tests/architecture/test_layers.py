"""The floors hold, and each contract catches what it is for."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture import source

# Screens by their name inside an app, and how high each kind of module stands there. Everything
# else is a concept module: it carries the verbs.
CONCEPT = 2
HEIGHTS = {
    "enums": 0,
    "arithmetic": 0,
    "scoring": 0,  # pure as well
    "asking": 0,  # as pure
    "models": 1,
    "rules": 1,
    "queries": 3,
    "statements": 3,  # reads too: what a member is told about its dues …
    "reasons": 3,  # … why …
    "notices": 3,  # … and the paper that says so
    "reminders": 3,  # asks who still owes, then writes to them
    "invariants": 3,  # compares what all the others wrote, reminders too
    "examining": 3,
    "filters": 4,
    "forms": 4,
    "tasks": 4,
    "admin": 5,
    "api": 5,
    "desk": 5,
    "portal": 5,
    "expert": 5,
    "screens": 5,
    "urls": 6,
    "management": 6,
}

# One import that each contract has to refuse, also where packages are nested.
VIOLATIONS = [
    ("floors", "association/base/clock.py", "association.accounts.roles"),
    ("floors", "association/base/models/job.py", "members.enums"),
    ("floors", "association/accounts/models/user.py", "members.models"),
    ("floors", "members/enums/register.py", "association.portal.home"),
    ("floors", "members/models/member.py", "association.urls"),
    ("floors", "association/portal/home.py", "association.celery"),
    ("floors", "association/env.py", "association.settings"),
    ("floors", "members/rules.py", "training.models"),
    ("floors", "training/models/ruleset.py", "association.portal.home"),
    ("launcher", "association/launch/interrupts.py", "association.settings"),
    ("launcher", "association/launch/debian.py", "members"),
    ("screens", "members/dues.py", "members.desk.access"),
    ("screens", "members/relief.py", "members.portal.access"),
    ("screens", "association/accounts/roles.py", "association.accounts.forms"),
    ("leaves", "members/models/contact.py", "celery"),
    ("leaves", "association/base/models/file.py", "association.base.tasks"),
    ("leaves", "members/rules.py", "weasyprint"),
    ("pure", "members/arithmetic/tier.py", "django.utils.timezone"),
    ("pure", "training/eligibility/days.py", "django.utils.timezone"),
    ("pure", "training/eligibility/judging.py", "training.models"),
    ("pure", "standardization/scoring/points.py", "django.utils.timezone"),
    ("pure", "bulletin/body/blocks.py", "django.utils.html"),
    ("pure", "bulletin/checks/words.py", "django.utils.timezone"),
    ("pure", "bulletin/articles/comparing.py", "django.utils.timezone"),
    ("pure", "association/questionnaires/asking/asked.py", "django.utils.text"),
    ("pure", "bulletin/articles/small.py", "django.utils.timezone"),
    ("pure", "association/base/money.py", "association.base.clock"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "500", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )


def test_every_import_points_downwards() -> None:
    done = lint(source.ROOT)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said about a copy of the source that has every violation at once."""
    folder = tmp_path_factory.mktemp("copy")
    for package in source.packages():
        shutil.copytree(
            source.ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(source.ROOT / "pyproject.toml", folder)
    for _, path, module in VIOLATIONS:
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {module}\n")
    done = lint(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(("contract", "path", "module"), VIOLATIONS)
def test_a_violation_is_caught(broken: str, contract: str, path: str, module: str) -> None:
    importer = source.module_name(source.ROOT / path)
    imported = "django" if module.startswith("django.") else module
    name = _contract(contract)["name"]
    assert f"{name} BROKEN" in broken
    section = broken.split("Broken contracts", 1)[1].split(f"\n{name}\n", 1)[1].split("\n---", 1)[0]
    assert f"{importer} -> {imported}" in section


def _contract(key: str) -> dict:
    contracts = source.pyproject()["tool"]["importlinter"]["contracts"]
    return next(row for row in contracts if row["id"] == key)


def test_every_contract_has_a_violation_that_proves_it() -> None:
    contracts = source.pyproject()["tool"]["importlinter"]["contracts"]
    assert {row["id"] for row in contracts} == {contract for contract, _, _ in VIOLATIONS}


def test_every_package_has_its_floor() -> None:
    """A new app joins the floors, or nothing would be checked about it."""
    free = {"association", "association.launch"}
    strangers = set()
    for path in source.python():
        name = source.module_name(path)
        package = name.split(".")[0]
        if package in {"tests", "benchmarks", "manage"} or name in free:
            continue
        try:
            source.floor(name)
        except KeyError:
            if not name.startswith("association.launch."):
                strangers.add(name)
        assert package in source.packages(), f"{package} is missing among root_packages"
    assert strangers == set()


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*source.packages(), cache_dir=None)


def height(module: str, app: str) -> int:
    """Of a module inside its app: by the first of its names that says a kind."""
    for name in module.removeprefix(f"{app}.").split("."):
        if name in HEIGHTS:
            return HEIGHTS[name]
    return CONCEPT


def upward(graph: grimp.ImportGraph) -> list[str]:
    """Imports inside one app that point from a lower kind of module to a higher one."""
    found = []
    floors = (
        *("association.accounts", "association.base"),
        *("association.credentials", "association.questionnaires"),
    )
    for app in (*floors, *source.packages()[1:]):
        for importer in graph.find_descendants(app):
            for imported in graph.find_modules_directly_imported_by(importer):
                inside = imported.startswith(f"{app}.")
                if inside and height(importer, app) < height(imported, app):
                    found.append(f"{importer} -> {imported}")
    return sorted(found)


def test_inside_an_app_leaves_stand_below_verbs_and_verbs_below_screens(
    graph: grimp.ImportGraph,
) -> None:
    assert upward(graph) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("members.models.member", "members.dues"),
        ("members.enums", "members.models.member"),
        ("members.dues", "members.queries"),
        ("members.rules", "members.relief"),
        ("members.queries", "members.desk.access"),
        ("members.desk.access", "members.urls"),
        ("association.accounts.roles", "association.accounts.forms"),
    ],
)
def test_an_import_that_points_up_inside_an_app_is_seen(importer: str, imported: str) -> None:
    graph = grimp.build_graph(*source.packages(), cache_dir=None)
    graph.add_import(importer=importer, imported=imported)
    assert f"{importer} -> {imported}" in upward(graph)
