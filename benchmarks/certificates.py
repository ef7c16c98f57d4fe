"""Training certificates: what one costs from approval to file, and where the time goes.

Measured in a process of its own, as a worker is one: its peak of memory is that of the work alone.
"""

import subprocess
import sys
from typing import Any

from benchmarks.meter import cpu, cpu_per, emit, peak

COUNT, TEN_THOUSAND, CORES = 200, 10_000, 2


def measure() -> None:
    code = "import django; django.setup(); from benchmarks import certificates as c; c.work()"
    subprocess.run([sys.executable, "-c", code], check=True)


def work() -> None:
    """In the process of its own; the database is the one that the environment names."""
    from association.credentials import bundling, making, printing, qr, runs, signing
    from association.credentials.models import PrintRun
    from tests.factories.training_certificates import issued_run, kept_photo

    face = kept_photo()
    printing.print_some(issued_run(printing.HELPING, face=face))  # imports, faces, keys
    issued: list[PrintRun] = []
    numbering = cpu(lambda: issued.append(issued_run(COUNT, face=face))) / COUNT
    (run,) = issued
    keys = list(runs.in_order(run).values_list("pk", flat=True))
    whole = cpu(lambda: _print(run)) / COUNT
    made = runs.in_order(run)
    bundles = cpu(lambda: (bundling.archive(keys), bundling.paper(keys))) / COUNT

    one = made[0]
    page = making.printed(one)
    code = cpu_per(lambda: qr.png(*making.scanned(one)), times=20, rounds=5)
    drawing = cpu_per(lambda: making.printed(one), times=10, rounds=5) - code
    signing_ = cpu_per(lambda: signing.sign(page, reason=one.number), times=20, rounds=5)
    everything = numbering + whole + bundles

    def tell(id: str, what: str, seconds: float, goal: str = "") -> None:
        emit(id, what, round(seconds * 1000, 1), "CPU ms", goal)

    tell("certificate-number", "a certificate: numbered and written, one of 200", numbering)
    tell("certificate-draw", "its page, photo included", drawing)
    tell("certificate-qr", "its QR code, signed and drawn", code)
    tell("certificate-sign", "its signature (PAdES)", signing_)
    tell("certificate-store", "claiming and keeping it", whole - drawing - code - signing_)
    tell("certificate-bundle", "its part in archive and print volume", bundles)
    tell("certificate-all", "all of it, from approval to bundle", everything, "≤ 72 CPU ms")
    emit(
        "certificate-rate", "signed certificates per CPU second", round(1 / everything, 1), "/s", ""
    )
    emit("certificates-10000", "10,000 of them on two cores, by these figures",
         round(everything * TEN_THOUSAND / CORES), "s", "≤ 360 s")  # fmt: skip
    sizes = [each.file.size for each in made.select_related("file") if each.file]
    emit(
        "certificate-size", "the largest file of 200", round(max(sizes) / 1024, 1), "KB", "≤ 60 KB"
    )
    emit("certificate-memory", "peak of the process that made 200", peak(), "MB", "≤ 300 MB")


def _print(run: Any) -> None:
    from association.credentials import printing

    while printing.print_some(run):
        pass
