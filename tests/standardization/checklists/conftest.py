import pytest

from association.accounts.models import User
from standardization.models import Checklist, Expert
from tests.factories import cast, checklists
from tests.factories import standardization as make


@pytest.fixture
def cen(db: None) -> User:
    """岑松, who leads the recheck."""
    return cast.person("expert")


@pytest.fixture
def second(db: None) -> Expert:
    """倪川, who goes along."""
    return make.expert_user("倪川")


@pytest.fixture
def checklist(cen: User, second: Expert) -> Checklist:
    """That of a recheck at 安泰 which goes on, led by 岑松 with 倪川."""
    return checklists.checklist(second=second)
