"""Who takes part in the review of a fuel company, each before a screen of their own, and its sheet:
fifteen items of ten points, one of them a veto that caps the grade."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from association.accounts.models import User
from association.base import clock
from standardization.checklists import answering
from standardization.enums import (
    Inspection,
    KeyAreaKind,
    Per,
    Role,
    StandardFamily,
    VersionState,
    VetoLevel,
)
from standardization.models import (
    Case,
    Checklist,
    DeductionRule,
    Element,
    Expert,
    Item,
    Standard,
    StandardVersion,
    Threshold,
)
from standardization.scoring.sheet import Effect, Kind, Method
from tests.factories import cast, checklists, pictures
from tests.factories import standardization as make
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage

PHONE = {"width": 360, "height": 740}
PAPER, TANKS, LABORATORY = "目标职责", "储罐区", "油品实验室"
VETO = "1 号罐区防雷接地断接卡完好，接地电阻有检测记录"
PAPERS = ("全员责任制", "教育培训记录", "风险分级管控", "应急预案备案", "应急演练记录")
PLACES = ("呼吸阀跨接", "人体静电导除", "可燃气体报警", "防火堤完好", "消防泵房值守")
ROOMS = ("药品分类存放", "废液收集", "通风柜风速", "洗眼器可用")


def fuel_standard() -> StandardVersion:
    """In force since 2019, for 危险化学品."""
    standard = Standard.objects.create(
        code="QB/AL 801", title="油库示例评审标准", family=StandardFamily.OWN, issuer="示例单位",
        industry="危险化学品",
    )  # fmt: skip
    version = StandardVersion.objects.create(
        standard=standard, label="2019", published_on="2019-01-02", start="2019-07-01",
        declared_total=Decimal(150), method=Method.POINTS.value, fingerprint="f" * 64,
        created_at=clock.now(),
    )  # fmt: skip
    for position, (grade, score) in enumerate((("一级", 90), ("二级", 75), ("三级", 60)), start=1):
        Threshold.objects.create(version=version, position=position, grade=grade, min_score=score)
    parts = (
        (PAPER, "", PAPERS), (TANKS, KeyAreaKind.TANKS, (VETO, *PLACES)),
        (LABORATORY, KeyAreaKind.LABORATORY, ROOMS),
    )  # fmt: skip
    position = 0
    for number, (title, place, texts) in enumerate(parts, start=1):
        element = Element.objects.create(
            version=version, code=str(number), title=title, position=number
        )
        for at, text in enumerate(texts, start=1):
            position += 1
            _item(element, position, f"{number}.{at}", text, place)
    version.state = VersionState.PUBLISHED
    version.save(update_fields=["state"])
    return version


def _item(element: Element, position: int, code: str, text: str, place: str) -> None:
    veto = {
        "veto_level": VetoLevel.FIRST,
        "veto_effect": Effect.GRADE_CAP.value,
        "veto_cap": "三级",
    }
    item = Item.objects.create(
        version=element.version, element=element, code=code, text=text, full=10, position=position,
        inspection=Inspection.SITE if place else Inspection.PAPERS, key_area=place,
        kind=Kind.DEDUCT.value, photo_on_fail=bool(place), clause=f"示例标准 {code}",
        **(veto if text == VETO else {}),
    )  # fmt: skip
    DeductionRule.objects.create(
        version=element.version, element=element, item=item, code=f"{code}-1", text="一处不符合",
        points=10, per=Per.OCCURRENCE, cap=10,
    )  # fmt: skip


@dataclass
class House:
    """``leader`` and ``second`` are of the review organisation, 岑松 rechecks."""

    page_for: PageFor
    context_for: Callable[..., BrowserContext]
    shoot: Shoot
    stage: Stage
    console: list[str]
    version: StandardVersion = field(init=False)
    leader: Expert = field(init=False)
    second: Expert = field(init=False)

    def __post_init__(self) -> None:
        with self.stage.at("2020-05-20T09:00:00"):
            self.version = fuel_standard()
            office = cast.organisation("yunling")
            self.leader = make.expert_user("杜若", at=office)
            self.second = make.expert_user("倪川", at=office)
            for role in ("expert", "bureau", "reviewer", "safety", "safety_head", "head"):
                cast.person(role)

    @property
    def case(self) -> Case:
        return Case.objects.get()

    def desk(self, role: str = "safety", name: str = "case") -> Page:
        """A page of the case at the desk."""
        page = self.page_for(role)
        page.goto(reverse(f"admin:standardization_{name}", args=[self.case.pk]))
        return page

    def company(self, name: str = "case") -> Page:
        page = self.page_for("antai_admin")
        page.goto(reverse(f"standardization:company_{name}", args=[self.case.pk]))
        return page

    def office(self, role: str) -> Page:
        page = self.page_for(role)
        page.goto(reverse("standardization:offices"))
        page.get_by_role("link", name="北京安泰").click()
        return page

    def phone(self, expert: Expert) -> BrowserContext:
        """The phone of somebody of the panel, who has no role in the cast."""
        assert expert.user
        return signed_in(self.context_for, self.stage.address, expert.user, **PHONE)

    def state(self) -> str:
        return str(self.case.get_state_display())


def signed_in(
    context_for: Callable[..., BrowserContext], address: str, user: User, **size: int
) -> BrowserContext:
    browser = Client()
    browser.force_login(user)
    context = context_for(**size)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": browser.cookies[name].value, "url": address}])
    return context


def photo(colour: int) -> dict[str, object]:
    """No two alike: the same picture twice is a sign of mending on paper."""
    return {
        "name": f"现场{colour}.jpg",
        "mimeType": "image/jpeg",
        "buffer": checklists.jpeg(colour * 197, size=(1600, 1200)),
    }


def paper(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": pictures.jpeg(400, 600, "white")}


def conform_but(checklist: Checklist, codes: tuple[str, ...], *, by: User) -> None:
    """All other items, as the phones of colleagues send them."""
    rows = Item.objects.filter(
        version__in=checklist.case.standards.filter(role=Role.PRIMARY).values("version")
    ).exclude(code__in=codes)
    for receipt in answering.receive_many(
        checklist, [checklists.body(item) for item in rows], by=by
    ):
        assert receipt.status == 200, receipt.text


def propose(house: House, verb: str, reason: str) -> None:
    """By 石岩, and agreed to by 岳明."""
    desk = house.desk()
    ask(desk, f"提请{verb}", "提出", reason)
    agree(house, "safety_head")


def agree(house: House, role: str) -> None:
    page = house.desk(role)
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("body")).to_contain_text("已同意")


def ask(page: Page, label: str, yes: str, reason: str = "") -> None:
    """The button, the question that it asks first, and the reason that belongs to it."""
    page.get_by_role("button", name=label, exact=True).first.click()
    dialog = page.get_by_role("dialog")
    if reason:
        dialog.get_by_role("textbox").first.fill(reason)
    dialog.get_by_role("button", name=yes, exact=True).click()
