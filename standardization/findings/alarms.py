"""Signs that something was mended on paper alone. None of them stops anybody: whoever strikes the
finding off sees them and says why it is right all the same."""

from datetime import timedelta

from standardization.models import Finding, FindingPhoto, Verification

HOUR = timedelta(hours=1)


def of(finding: Finding) -> list[str]:
    """In words; empty if there is nothing to say. Three queries."""
    photos = list(finding.photos.select_related("file", "photo"))
    answers = list(finding.rectifications.select_related("verification"))
    return [*_of_photos(finding, photos), *_of_people(finding, answers)]


def _of_photos(finding: Finding, photos: list[FindingPhoto]) -> list[str]:
    before = {each.file.sha256 for each in photos if each.stage == FindingPhoto.Stage.BEFORE}
    after = [each for each in photos if each.stage == FindingPhoto.Stage.AFTER]
    told = []
    if any(each.file.sha256 in before for each in after):
        told.append("整改后的照片和整改前是同一张")
    if any(each.taken_at and each.taken_at < finding.found_at for each in after):
        told.append("整改后的照片拍摄于发现问题之前")
    hashes = {each.file.sha256 for each in after}
    elsewhere = FindingPhoto.objects.filter(
        file__sha256__in=hashes, stage=FindingPhoto.Stage.AFTER
    ).exclude(finding=finding)
    if hashes and (other := elsewhere.select_related("finding").first()):
        told.append(f"同一张照片也用在 {other.finding}")
    return told


def _of_people(finding: Finding, answers: list) -> list[str]:  # type: ignore[type-arg]
    told = []
    for answer in answers:
        check: Verification | None = getattr(answer, "verification", None)
        if check is None or not check.passed:
            continue
        if answer.by_id and check.by_id == answer.by_id:
            told.append("验收人就是整改人")
        if check.at - finding.found_at < HOUR:
            told.append("发现后一小时内就验收通过")
        if check.at - answer.at < timedelta(minutes=1):
            told.append("提交后一分钟内就验收通过")
    return told
