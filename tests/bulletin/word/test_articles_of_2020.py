"""The real articles of issue 2 of 2020, where the sample is at hand."""

import csv
import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bulletin import body, reference, word
from bulletin.models import Submission

SAMPLES = Path(
    os.environ.get("SAMPLES_DIR", Path(__file__).resolve().parents[3].parent / "shared/real")
)
FOLDER = SAMPLES / "newsletter-2020"
sampled = pytest.mark.skipif(
    not (FOLDER / "manifest.csv").exists(),
    reason=f"the office's sample articles are not in {SAMPLES} (SAMPLES_DIR names its folder)",
)


def rows():
    if not (FOLDER / "manifest.csv").exists():
        return []
    with (FOLDER / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@sampled
@pytest.mark.parametrize("told", rows(), ids=lambda row: row["file"])
def test_a_real_article_is_read_as_its_manifest_says(told):
    read = word.read((FOLDER / told["file"]).read_bytes(), name=told["file"])
    assert (read.title, read.subtitle, read.unit, read.source) == (
        told["title"], told["subtitle"], told["author_unit"], told["source"],
    )  # fmt: skip
    assert len(read.blocks) == int(told["paragraphs"])
    counted = len(body.text(read.blocks).replace("\n", ""))
    assert abs(counted - int(told["characters"])) <= 2  # a double blank is one
    assert read.lost == ()


@sampled
@pytest.mark.django_db
def test_all_of_them_are_taken_in_without_a_warning():
    reference.install()
    out = io.StringIO()
    call_command("import_articles", FOLDER, "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"imported": 24, "images": 0, "warnings": []}
    taken = Submission.objects.all()
    assert taken.count() == 24
    assert all(row.by_mail and row.body and row.wish_id and row.number for row in taken)
    assert not taken.filter(unit="", source="").exists()


@pytest.mark.django_db
def test_a_folder_without_a_manifest_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"里没有 manifest.csv"):
        call_command("import_articles", tmp_path)


@pytest.mark.django_db
def test_a_file_that_the_manifest_names_and_nobody_has_is_told(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,column\n01.docx,要闻资讯\n", encoding="utf-8")
    with pytest.raises(CommandError, match="01.docx：没有这个文件"):
        call_command("import_articles", tmp_path)
