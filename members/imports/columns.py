"""What a register in a workbook consists of: one table for template, import and export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from association.base.reading import half_width, quoted, tidy
from members.arithmetic import tier
from members.enums import District, MemberState, OrganisationType


@dataclass(frozen=True, slots=True)
class Column:
    """``title`` heads the column in what we hand out; ``others`` are what offices write instead.

    ``ours`` is a column that only our export has: nobody fills it in.
    """

    field: str
    title: str
    others: tuple[str, ...]
    explained: str
    required: bool = False
    text: bool = False
    ours: bool = False

    def heading(self, year: int) -> str:
        return self.title.format(year=year)

    @property
    def shown(self) -> str:
        """The heading where no year is meant."""
        return self.title.replace("{year}年", "")


COLUMNS = (
    Column(
        "number", "会员编号", ("会员号",),
        "系统给出的编号。只用来核对，不能自己填写；新会员留空。", text=True, ours=True,
    ),
    Column(
        "name", "单位名称", ("会员单位名称", "会员单位", "会员名称", "企业名称", "名称"),
        "营业执照或登记证书上的全称。", required=True, text=True,
    ),
    Column(
        "credit_code", "统一社会信用代码",
        ("社会信用代码", "信用代码", "统一信用代码", "统一代码", "统一社会信用代码证号"),
        "18 位。全角、小写和中间的空格都能识别；按它认出已登记的会员。", required=True, text=True,
    ),
    Column(
        "organisation_type", "单位类型", ("单位性质", "企业性质", "企业类型", "类型", "性质"),
        f"{'、'.join(OrganisationType.labels)}；国企、民企、社会团体等常用说法也能识别。",
        required=True,
    ),
    Column(
        "position", "会员级别", ("会员职务", "会内职务", "协会职务", "职务", "级别", "会员类别"),
        f"{'、'.join(tier.POSITIONS.values())}；新会员留空按会员单位登记。",
    ),
    Column(
        "contact", "联系人", ("主联系人", "联系人姓名", "会员联系人"), "日常联系的人。",
    ),
    Column(
        "mobile", "手机", ("手机号", "手机号码", "联系人手机", "联系手机", "移动电话", "联系电话"),
        "联系人的 11 位手机号，中间可以有空格或短横。", text=True,
    ),
    Column(
        "email", "邮箱", ("电子邮箱", "单位邮箱", "电子邮件", "邮件", "Email", "E-mail"),
        "单位的电子邮箱。",
    ),
    Column("district", "所在区", ("所属区", "区县", "所在区县", "区域", "区"), "北京市的区，或外埠。"),
    Column(
        "joined_on", "入会日期", ("入会时间", "加入日期", "入会年月日"),
        "2018-12-06、2018/12/06、2018.12.06 或 2018年12月6日。",
    ),
    Column(
        "fee", "{year}年应缴会费（元）",
        (
            "{year}年度应缴会费", "{year}年会费", "{year}年度会费", "应缴会费", "年度会费",
            "会费金额", "会费标准", "会费",
        ),
        "只核对，不写入：应缴会费由会费标准核定。",
    ),
    Column("note", "备注", ("备注说明",), "其他要记下的话。"),
    Column(
        "state", "会籍", ("会籍状态", "会员状态"),
        "只核对，不写入：入会、退会在会员页上办理。", ours=True,
    ),
)  # fmt: skip
BY_FIELD: Mapping[str, Column] = {column.field: column for column in COLUMNS}
NAMES: Mapping[str, tuple[str, ...]] = {
    column.field: (column.title, *column.others) for column in COLUMNS
}
REQUIRED = tuple(column.field for column in COLUMNS if column.required)

_TYPES: Mapping[OrganisationType, tuple[str, ...]] = {
    OrganisationType.PRIVATE: ("民营", "民企", "私营企业", "私营", "私企"),
    OrganisationType.STATE: (
        "国有", "国企", "国有独资", "国有独资企业", "国有控股", "国有控股企业", "中央企业", "央企",
    ),
    OrganisationType.FOREIGN: ("外资", "外企", "外商投资企业", "外商投资", "外商独资", "中外合资"),
    OrganisationType.INSTITUTION: ("事业",),
    OrganisationType.SOCIAL: (
        "社会团体", "社团", "社团组织", "民办非企业单位", "民办非企业", "民非", "社会服务机构",
        "基金会",
    ),
    OrganisationType.INDIVIDUAL: ("个体户", "个体", "个体工商业户"),
    OrganisationType.OTHER: ("其它",),
}  # fmt: skip
_DISTRICTS: Mapping[District, tuple[str, ...]] = {
    District.MIYUN: ("密云县",),
    District.YANQING: ("延庆县",),
    District.ECONOMIC: ("经济技术开发区", "经济开发区", "亦庄", "亦庄开发区"),
    District.ELSEWHERE: ("外地", "京外", "外省市"),
}


def _words(known: Any, synonyms: Mapping[Any, tuple[str, ...]]) -> dict[str, Any]:
    words = {member.label: member for member in known}
    return words | {word: member for member, others in synonyms.items() for word in others}


_TYPE_WORDS = _words(OrganisationType, _TYPES)
_DISTRICT_WORDS = _words(District, _DISTRICTS) | {
    district.label.removesuffix("区"): district for district in District
}
_STATE_WORDS = _words(MemberState, {MemberState.ACTIVE: ("正常", "有效", "在会")})


def organisation_type(text: str) -> OrganisationType:
    """Raises ValueError with a sentence, also for an empty text."""
    written = re.sub(r"\s", "", tidy(text))
    if not written:
        raise ValueError("单位类型没有填写")
    if written not in _TYPE_WORDS:
        known = "、".join(OrganisationType.labels)
        raise ValueError(f"{quoted(text)}不是单位类型，应为{known}之一")
    found: OrganisationType = _TYPE_WORDS[written]
    return found


def district(text: str) -> District:
    """A district with or without 北京市 before and 区 after it. Raises ValueError."""
    written = re.sub(r"\s", "", tidy(text)).removeprefix("北京市").removeprefix("北京")
    if written not in _DISTRICT_WORDS:
        raise ValueError(f"{quoted(text)}不是所在区，没有采用，请写成“朝阳区”的样子")
    found: District = _DISTRICT_WORDS[written]
    return found


def state(text: str) -> MemberState | None:
    """What the word says of a membership; None if it says nothing that we know."""
    return _STATE_WORDS.get(re.sub(r"\s", "", half_width(text)))
