"""The demo's applicants: two companies that would like to be members."""

from django.core.files.base import ContentFile

from association.accounts.models import User
from association.base import fictitious, pdf
from members.enums import OrganisationType
from members.joining import applications

_APPLICANTS = (("北京云麓晨安评价有限公司", "简宁"), ("北京青屿环保工程有限公司", "沈一禾"))


def tell(*, by: User) -> None:
    """One waits to be looked through, the other has something to mend."""
    for serial, (name, contact) in enumerate(_APPLICANTS, start=101):
        row, _ = applications.begin(contact_name=contact, mobile=fictitious.mobile(serial))
        fields = {
            "name": name,
            "credit_code": fictitious.credit_code(serial, "91110108"),
            "organisation_type": OrganisationType.PRIVATE,
            "district": "110108",
            "legal_person": contact,
        }
        paper = ContentFile(
            pdf.render("demo/evidence.html", {"name": name}), "营业执照（演示）.pdf"
        )
        applications.submit(applications.fill(row, fields=fields, licence=paper))
    applications.send_back(row, by=by, answer="营业执照扫描件看不清，请重新扫描后上传。")
