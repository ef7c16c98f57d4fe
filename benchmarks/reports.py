"""The report of a case, of forty pages and more: what making its two copies takes."""

import time
from collections.abc import Callable

from benchmarks.meter import cpu, emit

FINDINGS, PHOTOS, ROUNDS = 50, 2, 3
SIZE, NOISE = (4000, 3000), 24
"""As a phone takes them: twelve million dots, not all of one colour."""


def measure() -> None:
    import pypdfium2 as pdfium

    from standardization.reports import pdf, pictures, word
    from tests.factories import pictures as taken
    from tests.factories import reports

    photo = taken.portrait(*SIZE, noise=NOISE)
    case = reports.reviewed("hengyuan", findings=FINDINGS, photos=PHOTOS, photo=photo)
    edition = reports.signed(case)
    data = edition.data
    shown = pictures.small(data)
    with pdfium.PdfDocument(pdf.render(data, pictures=shown)) as document:
        pages = len(document)
    what = f"a report of {pages} pages with {len(shown)} pictures"
    emit("report-pages", f"{FINDINGS} findings with {2 * PHOTOS} photos each: pages", pages,
         "pages", "≥ 40")  # fmt: skip
    _tell("report-pictures", f"{what}: its pictures made small", lambda: pictures.small(data), "")
    _tell("report-pdf", f"{what}: as PDF", lambda: pdf.render(data, pictures=shown), "")
    _tell("report-word", f"{what}: as Word", lambda: word.render(data, pictures=shown), "")

    def whole() -> None:
        pdf.render(data, pictures=pictures.small(data))

    _tell("report-pdf-whole", f"{what}: as PDF, pictures included", whole, "≤ 10 s")


def _tell(id: str, what: str, action: Callable[[], object], goal: str) -> None:
    """The best of a few, seconds by the wall and of CPU."""
    seconds, spent = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        spent.append(cpu(action))
        seconds.append(time.perf_counter() - begun)
    emit(id, f"{what}, seconds", round(min(seconds), 2), "s", goal)
    emit(f"{id}-cpu", f"{what}, CPU", round(min(spent), 2), "CPU s", "")
