"""The twelve of 晨岭 who enrol, and what is done for eleven of them once the browser has shown it
for one: through the same doors, without a screen."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from association.base import fictitious, sheets
from tests.factories import assessment, batches, cast, papers, pictures
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage
from training.archive import checklist
from training.assessment import mark_sheets, marks
from training.collection import pickups
from training.enrolment import facts, judging
from training.enums import NEEDED_PURPOSES, EnrolmentState, ExamPart
from training.models import ArchiveItem, BatchLine, Enrolment, Sitting, TrainingClass
from training.people import consents, photos

SHOWN, MISSPELT, RIGHT = "陶然之", "苏砚清", "苏砚青"
BLURRED, YOUNG = "江一帆", "叶知秋"
EXAMINED = (
    SHOWN, "顾北辰", "钱行知", "宋清和", "梁思齐", MISSPELT, "韩其琛", "邵明川", "龚守一", "䶮小川",
)  # fmt: skip
FIRST_FIVE, LAST_THREE = EXAMINED[:5], EXAMINED[5:8]
NAMES = (*EXAMINED, BLURRED, YOUNG)
MARKS = {"龚守一": ("52", "81"), "䶮小川": ("77.5", "48")}
"""Theory and skill of the two who fail; everybody else passes."""
PASSING = ("86.5", "91")
TITLE = "2020 年第一期陆地搜救班"


@dataclass
class House:
    """Whoever takes part, each before a screen of their own, and the one class."""

    page_for: PageFor
    context_for: Callable[..., BrowserContext]
    shoot: Shoot
    stage: Stage

    def desk(self) -> Page:
        return self.page_for("training")

    def team(self) -> Page:
        return self.page_for("team_contact", width=360, height=740)

    @property
    def of(self) -> TrainingClass:
        return TrainingClass.objects.get()

    def open(self, page: Page, name: str) -> None:
        """A page of the class at the desk."""
        page.goto(reverse(f"admin:training_class{name}", args=[self.of.pk]))

    def advance(self, page: Page, label: str) -> None:
        self.open(page, "")
        confirm(page, label)


def roster() -> bytes:
    """As a team keeps it: the document is called 身份证号, and there are columns of its own."""
    rows = [
        [at, name, fictitious.resident_number(at, born=f"19{80 + at}0612"), fictitious.mobile(at)]
        for at, name in enumerate(NAMES, start=1)
    ]
    return sheets.write(["序号", "姓名", "身份证号", "手机号"], rows, title="晨岭应急救援队报名表")


def enrolled(name: str) -> Enrolment:
    return Enrolment.objects.select_related("trainee", "training_class").get(trainee__name=name)


def bring_everything(names: Iterable[str]) -> None:
    """Each by the own link: eight years of work, but one of three; consents; a photo."""
    for name in names:
        row = enrolled(name)
        began = date(2017 if name == YOUNG else 2012, 3, 1)
        work = [{"occupation": "own", "from": began.isoformat(), "to": None}]
        none = {"apprenticeship": None, "certificates": [], "diplomas": []}
        facts.state(row, {"work": work, **none}, by=None)
        for purpose in NEEDED_PURPOSES:
            consents.give(row.trainee, purpose=purpose, by=None)
        photos.hand_in(row.trainee, pictures.upload(), by=None)


def find_in_order(names: Iterable[str]) -> None:
    """Photo and conditions of these."""
    qiao = cast.person("training")
    for name in names:
        row = enrolled(name)
        photo = photos.latest(row.trainee)
        assert photo
        photos.judge(photo, accepted=True, by=qiao)
        judging.accept(row, by=qiao)


def mark(name: str, part: ExamPart) -> str:
    return MARKS.get(name, PASSING)[part == ExamPart.SKILL]


def mark_sheet(sitting: Sitting) -> bytes:
    """The sheet of the second turn, filled in."""
    rows = [
        (place.number, place.seat, place.enrolment.trainee.name, _mark(place, sitting), None)
        for place in sitting.places.select_related("enrolment__trainee")
    ]
    return sheets.write(mark_sheets.HEADERS, rows, text_columns=("准考证号", "成绩"))


def _mark(place: object, sitting: Sitting) -> str:
    return mark(place.enrolment.trainee.name, ExamPart(sitting.part))  # type: ignore[attr-defined]


def examine_skill(of: TrainingClass) -> None:
    row = assessment.seated(of, ExamPart.SKILL)
    places = row.places.select_related("enrolment__trainee")
    told = {place.enrolment: assessment.mark(_mark(place, row)) for place in places}
    marks.lock(assessment.entered(row, told), by=assessment.second())


def number_the_rest() -> None:
    """Whoever still waits for the issuing body."""
    for line in BatchLine.objects.filter(outcome=BatchLine.Outcome.PENDING):
        batches.approve(line)


def hand_out_the_rest(of: TrainingClass) -> None:
    """On paper, each to the person."""
    for row in of.enrolments.filter(state=EnrolmentState.NUMBERED).select_related("trainee"):
        pickups.collect(
            row,
            signed_name=row.trainee.name,
            paper=papers.licence("领证登记表.pdf"),
            by=cast.person("training"),
        )


def file_the_rest(of: TrainingClass) -> None:
    """Every item of the archive that nobody has ticked yet."""
    ticked = of.ticks.values("item")
    for item in ArchiveItem.objects.filter(active=True, computed="").exclude(pk__in=ticked):
        checklist.tick(of, item, file=papers.licence("扫描件.pdf"), by=cast.person("training"))


def colleague(context_for: Callable[..., BrowserContext], address: str) -> Page:
    """祝明远, of the same department, at the desk."""
    browser = Client()
    browser.force_login(assessment.second())
    context = context_for()
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": browser.cookies[name].value, "url": address}])
    return context.new_page()


def reads(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.locator("body")).to_contain_text(text)


def confirm(page: Page, label: str) -> None:
    """The button, and the question it asks first."""
    page.get_by_role("button", name=label, exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name=label, exact=True).click()


def full(said: str, heard: str) -> re.Pattern[str]:
    """The name of a button whose second half is for those who only hear it."""
    return re.compile(rf"^{said}\s*{heard}$")


def fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
