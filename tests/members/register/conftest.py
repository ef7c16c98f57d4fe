import pytest

from association.accounts.models import User
from members.models import Member
from tests.factories import cast


@pytest.fixture
def admin(antai: Member) -> User:
    return cast.person("antai_admin")


@pytest.fixture
def agent(antai: Member) -> User:
    return cast.person("antai_agent")
