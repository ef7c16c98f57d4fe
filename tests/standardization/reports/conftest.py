import pytest

from association.accounts.models import User
from standardization.models import Case
from tests.factories import cast, reports


@pytest.fixture
def lead(db: None) -> User:
    """岑松, who leads the review."""
    return reports.leader()


@pytest.fixture
def liang(db: None) -> User:
    """梁实, technical head of 云岭."""
    return cast.person("reviewer")


@pytest.fixture
def case(db: None) -> Case:
    """安泰's, reviewed by 云岭 with 86.7 points and two findings, to be reported."""
    return reports.reviewed()
