"""A certificate stands as long as its grade does, and only where the house hands them out."""

from datetime import timedelta

import pytest

from association.base import clock
from association.base.errors import Refused
from association.credentials.enums import CredentialState
from members.models import Member
from standardization.enums import ActKind
from standardization.grades import certificates, records
from standardization.models import GradePolicy, GradeRecord, RevocationGround
from tests.conftest import ClientFor
from tests.factories import cast
from tests.standardization.grades.test_grades import act, announced, published

pytestmark = pytest.mark.django_db


def in_force(antai: Member) -> GradeRecord:
    with clock.at(clock.today() - timedelta(60)):
        return announced(published(antai))


def test_none_is_issued_until_the_policy_says_so(antai: Member) -> None:
    safety = cast.person("safety")
    record = in_force(antai)
    with pytest.raises(Refused, match="不另发证书"):
        certificates.issue(record, by=safety)
    GradePolicy.objects.update(certificate=True)
    credential = certificates.issue(record, by=safety)
    assert (credential.valid_from, credential.valid_to) == (record.start, record.end)
    assert credential.facts["grade"] == "安全生产标准化二级"
    with pytest.raises(Refused, match="已经发放"):
        certificates.issue(record, by=safety)


def test_it_falls_with_the_grade(antai: Member) -> None:
    GradePolicy.objects.update(certificate=True)
    safety = cast.person("safety")
    record = in_force(antai)
    certificates.issue(record, by=safety)
    said = act(record.case, ActKind.REVOKE, "撤销")
    ground = RevocationGround.objects.first()
    assert ground
    records.revoke(record, act=said, ground=ground, by=safety)
    record.refresh_from_db()
    assert record.certificate
    assert record.certificate.state == CredentialState.REVOKED


def test_the_company_finds_it_beside_its_grade(antai: Member, client_for: ClientFor) -> None:
    GradePolicy.objects.update(certificate=True)
    record = in_force(antai)
    desk, company = client_for("safety"), client_for("antai_admin")
    page = f"/admin/standardization/grades/{record.pk}/"
    assert "发放等级证书" in desk.get(page).content.decode()
    assert desk.post(page + "certify/").status_code == 302
    record.refresh_from_db()
    assert record.certificate
    shown = company.get("/portal/review/grades/").content.decode()
    assert record.certificate.number in shown
    paper = company.get(f"/portal/review/grades/{record.pk}/certificate/")
    assert paper.getvalue().startswith(b"%PDF")
