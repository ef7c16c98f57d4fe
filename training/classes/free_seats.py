"""What the register of dealings is told of seats that cost a member nothing."""

from training.models import Enrolment


def tell(enrolment: Enrolment) -> None:
    """Call it in the transaction that enrols."""


def take_back(enrolment: Enrolment) -> None:
    """Call it in the transaction by which somebody leaves."""
