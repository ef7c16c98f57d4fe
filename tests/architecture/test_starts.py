"""What a process of the portal imports before it can answer."""

import os
import subprocess
import sys

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


def test_what_is_slow_to_import_comes_when_it_is_used_also_by_way_of_another() -> None:
    """Ruff sees our own imports alone."""
    rules = source.pyproject()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]
    slow = rules["banned-module-level-imports"]
    assert "openpyxl" in slow
    done = subprocess.run(
        [sys.executable, "-c", BEGIN, *slow],
        cwd=source.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "association.settings", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr
