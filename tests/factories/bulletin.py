"""Submissions of the bulletin, and a call. Built through the doors."""

from datetime import date
from typing import Any

from association.accounts.models import User
from association.base import clock
from bulletin import body, checks, reference, word
from bulletin.articles import beginning, proofing, publishing, reviewing, versions
from bulletin.contributors import links
from bulletin.enums import Kind, Level, ProofLevel, Stage
from bulletin.issues import ordering, planning
from bulletin.models import (
    Article,
    ArticleVersion,
    Call,
    Column,
    Contributor,
    Issue,
    IssueColumn,
    Submission,
)
from bulletin.submissions import sorting, writing
from members.models import Member
from tests.factories import cast, texts


def call(**told: Any) -> Call:
    return Call.objects.create(
        **{
            "title": "会刊征稿启事", "text": "题材、体裁不限。", "opens_on": date(2020, 1, 1),
            "contact": "简宁", "phone": "010-00000000", "mailbox": "tougao@example.org", **told,
        }
    )  # fmt: skip


def draft(member: Member | None = None, *, by: User | None = None) -> Submission:
    """安泰's, signed and written, ready to be handed in."""
    by = by or cast.person("antai_admin")
    row = writing.begin(member or cast.company("antai"), by=by)
    fields = {"title": "十分钟班前会", "kind": Kind.METHOD, "authors": "安然"}
    return writing.keep(row, by=by, saves=0, fields=fields, typed=f"一、讲什么\n{texts.SENTENCE}")


def handed_in(member: Member | None = None, *, by: User | None = None) -> Submission:
    by = by or cast.person("antai_admin")
    return writing.hand_in(draft(member, by=by), by=by, rights=True)


def mailed(**told: Any) -> Submission:
    content = texts.document()
    told = {"upload": texts.upload(content), "by": None, "found": word.read(content), **told}
    return sorting.enter_mailed(**told)


def adopted(member: Member | None = None, *, column: str = "members") -> Article:
    """A member's piece in the hands of its editor."""
    row = handed_in(member)
    sorting.accept(row, by=None)
    under = Column.objects.get(slug=column)
    return beginning.adopt(row, by=None, column=under, editor=cast.person("bulletin"))


def article(title: str = "一次没有脚本的演练", *, column: str = "focus", **told: Any) -> Article:
    """The association's own, with a text."""
    row = beginning.begin(
        column=Column.objects.get(slug=column), title=title, by=None, editor=cast.person("bulletin")
    )
    told = {"body": body.to_json(body.from_typed(f"一、起因\n{texts.SENTENCE}")), **told}
    Article.objects.filter(pk=row.pk).update(**told)
    row.refresh_from_db()
    return row


def approved(title: str = "一次没有脚本的演练", **told: Any) -> Article:
    """As the three reviews and proofs leave it, without anybody having been asked."""
    row = article(title, **told)
    version = versions.freeze(row, by=None)
    Article.objects.filter(pk=row.pk).update(stage=Stage.READY, approved=version)
    row.refresh_from_db()
    return row


def published(title: str = "一次没有脚本的演练", **told: Any) -> Article:
    row = approved(title, **told)
    Article.objects.filter(pk=row.pk).update(
        stage=Stage.PUBLISHED, published=row.approved, published_at=clock.now()
    )
    row.refresh_from_db()
    return row


def contributor(name: str = "员小一", *, member: Member | None = None) -> Contributor:
    """Asked for a link with an address of their own."""
    row = links.ask(
        member or cast.company("antai"),
        name=name,
        address=f"{len(name)}.{name.encode().hex()[-6:]}@example.com",
    )
    assert row is not None
    return row


def offered(by: Contributor) -> Submission:
    """An employee's piece that waits for the company's word."""
    return writing.offer(draft(by.member, by=by.user), by=by.user, rights=True)


def issue(*pieces: Article, year: int = 2020, number: int = 2, **fields: Any) -> Issue:
    """In planning, with these pieces in their columns."""
    reference.install()
    row = planning.begin(year=year, number=number, by=None)
    if fields:
        planning.change(row, fields=fields, by=None)
    for piece in pieces:
        ordering.add(row, piece, by=None)
    return row


def under(row: Issue, slug: str) -> IssueColumn:
    return row.columns.get(column__slug=slug)


READERS = {Level.FIRST: "bulletin", Level.SECOND: "general", Level.FINAL: "head"}
PROOF_READERS = {
    ProofLevel.FIRST: "bulletin", ProofLevel.SECOND: "bulletin", ProofLevel.THIRD: "general",
}  # fmt: skip


def newest(row: Article) -> ArticleVersion:
    version = versions.latest(row)
    assert version
    return version


def handed_over(title: str = "一次没有脚本的演练", **told: Any) -> Article:
    return reviewing.hand_over(article(title, **told), by=cast.person("bulletin"))


def passed(row: Article, *levels: Level) -> Article:
    """Each by its own reader, in the version that stands."""
    for level in levels:
        reviewing.review(
            row, level=level, version=newest(row), passed=True, opinion="同意。",
            by=cast.person(READERS[level]),
        )  # fmt: skip
    return row


def in_proofs(**told: Any) -> Article:
    return passed(handed_over(**told), *Level)


def proofread(row: Article, *levels: ProofLevel) -> Article:
    for level in levels:
        proofing.read(
            row, level=level, version=newest(row), looked_at=proofing.LOOKED_AT,
            by=cast.person(PROOF_READERS[level]),
        )  # fmt: skip
    return row


def ready(**told: Any) -> Article:
    return proofread(in_proofs(**told), *ProofLevel)


def out(**told: Any) -> Article:
    """Before its readers, by way of all doors."""
    return publishing.publish(ready(**told), by=cast.person("head"))


def findings(row: Article) -> list[checks.Finding]:
    return checks.run(row)
