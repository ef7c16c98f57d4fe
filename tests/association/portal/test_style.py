"""The style page shows everything that there is, to those whom it concerns."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from association.base.templatetags import ui
from association.portal.specimens import CHAPTERS
from tests import pages
from tests.conftest import ClientFor

ATOMS = sorted(path.name for path in (Path(settings.BASE_DIR) / "templates/ui").glob("*.html"))
# In the frame of every page, or inside another atom.
ELSEWHERE = {"styles.html", "keys.html", "keys_list.html", "field_words.html", "form.html"}
SOURCES = "\n".join(row.source for chapter in CHAPTERS for row in chapter.specimens)


@pytest.mark.parametrize("atom", [name for name in ATOMS if name not in ELSEWHERE])
def test_every_atom_has_a_specimen(atom: str) -> None:
    assert f'"ui/{atom}"' in SOURCES


@pytest.mark.parametrize("state", ui.STATES)
def test_every_state_is_shown(state: str) -> None:
    assert f'{{% status "{state}"' in SOURCES


@pytest.mark.django_db
def test_a_specimen_is_what_its_source_makes(client_for: ClientFor) -> None:
    page = client_for("finance").get("/style/")
    assert page.status_code == 200
    said = pages.words(page)
    assert "天内" in said
    assert "统一社会信用代码应为 18 位" in said
    assert "林思远" in said
    assert "{% include &quot;ui/sum.html&quot;" in pages.main(page)


def test_in_the_demo_it_is_everybodys(db: None, settings: Settings) -> None:
    assert Client().get("/style/").status_code == 302
    settings.DEMO = True
    assert Client().get("/style/").status_code == 200
