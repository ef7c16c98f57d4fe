"""What an empty portal knows of terms. All are 待核实: taken from what is commonly told of
应急〔2021〕83号, until somebody compares them with the ordinance."""

from standardization.enums import ClockKind
from standardization.models import ClockTerm

K = ClockKind
_83 = "待核实：应急〔2021〕83号《企业安全生产标准化建设定级办法》，原文未核对"
_OURS = "待核实：办法没有写明，比照评审整改"
TERMS = (
    # kind, working days, one extension, source
    (K.INTERNAL_NOTICE, 10, 0, _83),
    (K.CHECK, 5, 0, _83),
    (K.CORRECTION, 5, 0, _83),
    (K.MATERIALS, 10, 0, _83),
    (K.REVIEW, 20, 0, _83),
    (K.RECTIFICATION, 20, 20, _83),
    (K.VERIFICATION, 10, 0, _83),
    (K.REPORT_AUDIT, 10, 0, _83),
    (K.RECHECK_RECTIFICATION, 20, 20, _OURS),
    (K.PUBLICITY, 7, 0, _83),
)


def install() -> None:
    """Idempotent: a term that is there already is left alone."""
    ClockTerm.objects.bulk_create(
        (
            ClockTerm(kind=kind, working_days=days, extension=extension, source=source)
            for kind, days, extension, source in TERMS
        ),
        ignore_conflicts=True,
    )
