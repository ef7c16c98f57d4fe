"""What the addresses about findings are about. Found before it is made."""

from association.base import files
from standardization.enums import CaseState, FindingState, Severity
from standardization.findings import links
from standardization.models import Case, Finding, FindingPhoto, Listing, LookBack
from tests.architecture.objects import Named, key
from tests.factories import cast, pictures
from tests.factories import standardization as make


def _case(company: str = "antai") -> Case:
    member = cast.company(company)
    found = Case.objects.filter(member=member, state=CaseState.RECHECK_RECTIFYING).first()
    return found or make.case(member, by=cast.person("safety"), state=CaseState.RECHECK_RECTIFYING)


def case() -> Named:
    return key(_case())


def _finding(company: str = "antai") -> Finding:
    """Handed out to the company."""
    of = _case(company)
    found = of.findings.filter(state=FindingState.FIXING).first()
    return found or make.finding(of, by=cast.person("safety"))


def finding() -> Named:
    return key(_finding())


def foreign_finding() -> Named:
    return key(_finding("guanghe"))


def link() -> Named:
    return {"token": links.token(_finding())}


def _photo(company: str = "antai") -> FindingPhoto:
    row = _finding(company)
    return row.photos.first() or taken(row)


def taken(of: Finding) -> FindingPhoto:
    content = pictures.jpeg(40, 30, "white")
    kept = files.keep_bytes(content, name="a.jpg", media_type="image/jpeg", by=None)
    return of.photos.create(stage=FindingPhoto.Stage.BEFORE, file=kept, at=of.found_at)


def photo() -> Named:
    return key(_photo())


def foreign_photo() -> Named:
    return key(_photo("guanghe"))


def linked_photo() -> Named:
    return {**link(), **photo()}


def foreign_linked_photo() -> Named:
    """Of another finding, below a link of one's own."""
    return {**link(), **foreign_photo()}


def listed() -> Named:
    row = _finding()
    if not Listing.objects.filter(finding=row).exists():
        Finding.objects.filter(pk=row.pk).update(severity=Severity.MAJOR)
        content = pictures.jpeg(40, 30, "white")
        plan = files.keep_bytes(content, name="a.jpg", media_type="image/jpeg", by=None)
        Listing.objects.create(
            finding=row,
            responsible="安然",
            measures="停用",
            deadline=row.deadline,
            plan=plan,
            listed_by=row.found_by,
            listed_at=row.found_at,
        )
    return key(row)


def look() -> Named:
    row, _ = LookBack.objects.get_or_create(finding=_finding(), due_on=_finding().deadline)
    return {"pk": row.finding_id, "look_pk": row.pk}
