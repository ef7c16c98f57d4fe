"""What an empty portal knows of reports: a number of the house's own, until it is confirmed."""

from decimal import Decimal

from standardization.models import ReportPolicy

POLICY = {
    "most_alike": Decimal("60.00"),
    "source": "待核实：本会审核报告的做法，没有成文规定",
}


def install() -> None:
    """Idempotent: a row that is there already is left alone."""
    if not ReportPolicy.objects.exists():
        ReportPolicy.objects.create(**POLICY)
