"""What a process of the portal imports before it can answer."""

import os
import subprocess
import sys

import pytest

from tests.architecture import source

# The models and every page, as the web process begins.
BEGIN = """
import sys
import django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*sorted(set(sys.modules) & set(sys.argv[1:])))
"""


# Each ends with True, in a process that has imported nothing but what it names.
STARTS = {
    "Celery's app is ours wherever Django is set up": """
import django
django.setup()
from celery import current_app
print(current_app.main == "association" and bool(current_app.conf.broker_url))
""",
    "a command that shows no page imports none": """
import sys
import django
django.setup()
unneeded = {"association.portal.site", "association.portal.reference", "members.admin",
            "association.accounts.admin", "association.urls"}
print(not unneeded & set(sys.modules))
""",
    "the addresses bring what the apps register at the desk": """
import django
django.setup()
from django.contrib import admin
before = len(admin.site._registry)
from django.urls import get_resolver
get_resolver().url_patterns
print(before == 0 and len(admin.site._registry) > 20)
""",
    "Django's checks of the desk look at what the apps register": """
import django
django.setup()
from django.contrib import admin
from django.core import checks
checks.run_checks(tags=["admin"])
print(len(admin.site._registry) > 20)
""",
    "the launcher imports neither Django nor Celery": """
import sys
import association.launch.portal, association.launch.embedded, association.launch.setup
print(not {"django", "celery", "kombu"} & set(sys.modules))
""",
}


def started(code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=source.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "association.settings", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("what", STARTS)
def test_a_process_begins_with_what_it_needs(what: str) -> None:
    done = started(STARTS[what])
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_what_is_slow_to_import_comes_when_it_is_used_also_by_way_of_another() -> None:
    """Ruff sees our own imports alone."""
    rules = source.pyproject()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]
    slow = rules["banned-module-level-imports"]
    assert "openpyxl" in slow
    done = started(BEGIN, *slow)
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr
