import pytest

from association.accounts.models import User
from standardization.models import Case, Expert
from tests.factories import cast, expert_reports
from tests.factories import standardization as make


@pytest.fixture
def shi(db: None) -> User:
    """石岩, who handles cases."""
    return cast.person("safety")


@pytest.fixture
def cen(db: None) -> User:
    """岑松, who leads the review."""
    return cast.person("expert")


@pytest.fixture
def second(db: None) -> Expert:
    """倪川, who reviews with him."""
    return make.expert_user("倪川")


@pytest.fixture
def ni(second: Expert) -> User:
    assert second.user
    return second.user


@pytest.fixture
def liang(db: None) -> User:
    """梁实, technical head of the review organisation."""
    return cast.person("reviewer")


@pytest.fixture
def case(cen: User, second: Expert, liang: User) -> Case:
    """A review at 安泰 that goes on."""
    return expert_reports.reviewing(second=second)
