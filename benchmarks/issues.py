"""An issue of twenty-four pieces with thirty photos: what its PDF takes, and what is in it."""

from benchmarks.meter import emit

PIECES, PHOTOS, LINES = 24, 30, 14
SIZE, NOISE = (2400, 1600), 24
"""As a camera gives them, not all of one colour."""


def measure() -> None:
    from association.base import files
    from bulletin import body
    from bulletin.articles import pictures
    from bulletin.body import Body, Heading, Paragraph, Picture, Run
    from bulletin.editions import making
    from bulletin.editions.contents import contents
    from bulletin.enums import EditionKind
    from bulletin.models import Article
    from tests.factories import bulletin as make
    from tests.factories import pictures as taken
    from tests.factories import texts

    photo = taken.portrait(*SIZE, noise=NOISE)
    text: Body = (
        Heading(2, "一、讲什么"),
        *(Paragraph((Run(texts.SENTENCE * 4),)) for _ in range(LINES)),
    )
    rows = []
    for at in range(PIECES):
        row = make.article(f"第 {at + 1} 篇", column=("news", "focus", "members")[at * 3 // PIECES])
        shown = [
            pictures.add(
                row, files.keep_bytes(photo, name="现场.jpg", media_type=files.JPEG, by=None)
            )
            for _ in range(2 if at < PHOTOS - PIECES else 1)
        ]
        figures = tuple(Picture(each.key, "班前会现场", "安然", "围着白板的人") for each in shown)
        Article.objects.filter(pk=row.pk).update(body=body.to_json((*figures, *text)))
        rows.append(row)
    issue = make.issue(*rows)
    facts = making.make(contents(issue), EditionKind.SCREEN).facts
    what = f"an issue of {facts['pages']} pages with {PHOTOS} photos"
    emit("issue-pages", f"{what}: pages", facts["pages"], "pages", "")
    emit("issue-seconds", f"{what}: as PDF, pictures included", facts["seconds"], "s", "≤ 60 s")
    emit("issue-memory", f"{what}: memory of the process that draws it", facts["megabytes"],
         "MB", "≤ 450 MB")  # fmt: skip
    emit("issue-size", f"{what}: size", round(facts["bytes"] / 1e6, 1), "MB", "≤ 8 MB")
    emit("issue-folios", f"{what}: lines of the contents with a wrong page",
         facts["toc_mismatches"], "lines", "0")  # fmt: skip
