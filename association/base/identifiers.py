"""Numbers that others gave out: the unified social credit code and the mobile number.

``credit_code`` and ``mobile`` bring what a person wrote to its one stored form, or raise
``ValueError`` with a Chinese sentence that says what is wrong. A full mobile number is never part
of such a sentence: it may end up in a log.
"""

import re
import unicodedata
from enum import StrEnum

# GB 32100-2015: no I, O, S, V, Z, which are too easily read as 1, 0, 5, U, 2.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LIKELY = {"I": "数字 1", "O": "数字 0", "S": "数字 5", "Z": "数字 2"}

# GB 11714: the nine characters inside the code, 9 to 17, with a check digit of their own.
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_INNER_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Any dash, any space, and the marks without width that come along when one copies.
_NOISE = re.compile(r"[\s\-‐-―−\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")

_DISTRICTS = {
    "110101": "东城区",
    "110102": "西城区",
    "110103": "东城区",  # 崇文区, joined to 东城区 in 2010; older codes keep its number
    "110104": "西城区",  # 宣武区, joined to 西城区 in 2010
    "110105": "朝阳区",
    "110106": "丰台区",
    "110107": "石景山区",
    "110108": "海淀区",
    "110109": "门头沟区",
    "110111": "房山区",
    "110112": "通州区",
    "110113": "顺义区",
    "110114": "昌平区",
    "110115": "大兴区",
    "110116": "怀柔区",
    "110117": "平谷区",
    "110118": "密云区",
    "110119": "延庆区",
    "110228": "密云区",  # 密云县 until 2015
    "110229": "延庆区",  # 延庆县 until 2015
    "110302": "经开区",
}


class OrganisationClass(StrEnum):
    """What the register says an organisation is: a suggestion, never proof.

    Whether an enterprise is private, state-owned or foreign cannot be read from its code.
    """

    ENTERPRISE = "enterprise"
    INDIVIDUAL = "individual"
    COOPERATIVE = "cooperative"
    GOVERNMENT = "government"
    INSTITUTION = "institution"
    MASS_ORGANISATION = "mass_organisation"
    SOCIAL = "social"

    @property
    def label(self) -> str:
        return _CLASS_LABELS[self]


_CLASS_LABELS = {
    OrganisationClass.ENTERPRISE: "企业",
    OrganisationClass.INDIVIDUAL: "个体工商户",
    OrganisationClass.COOPERATIVE: "农民专业合作社",
    OrganisationClass.GOVERNMENT: "机关",
    OrganisationClass.INSTITUTION: "事业单位",
    OrganisationClass.MASS_ORGANISATION: "群众团体",
    OrganisationClass.SOCIAL: "社会组织",
}

_CLASSES = {
    "11": OrganisationClass.GOVERNMENT,
    "12": OrganisationClass.INSTITUTION,
    "13": OrganisationClass.MASS_ORGANISATION,
    "51": OrganisationClass.SOCIAL,  # 社会团体
    "52": OrganisationClass.SOCIAL,  # 民办非企业单位
    "53": OrganisationClass.SOCIAL,  # 基金会
    "91": OrganisationClass.ENTERPRISE,
    "92": OrganisationClass.INDIVIDUAL,
    "93": OrganisationClass.COOPERATIVE,
}


def _bare(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


def credit_code(text: str) -> str:
    """The 18 characters of a 统一社会信用代码, upper case and half width (GB 32100-2015).

    Spaces and dashes anywhere are dropped. The inner digit of GB 11714 is not looked at: valid
    codes exist where it does not fit, so that it is worth a warning only (``inner_digit_ok``).
    """
    code = _bare(text).upper()
    if not code:
        raise ValueError("统一社会信用代码没有填写")
    if len(code) != 18:
        raise ValueError(f"统一社会信用代码应为 18 位，现在是 {len(code)} 位{_old_number(code)}")
    _check_characters(code)
    expected = _check_digit(code)
    if code[17] != expected:
        raise ValueError(
            f"统一社会信用代码的校验不通过：最后一位应为“{expected}”，现在是“{code[17]}”，"
            "请核对是否抄错"
        )
    return code


def complete(first17: str) -> str:
    """The whole code from its first 17 characters, for demo data and tests."""
    code = _bare(first17).upper()
    if len(code) != 17:
        raise ValueError(f"统一社会信用代码的前段应为 17 位，现在是 {len(code)} 位")
    _check_characters(code)
    return code + _check_digit(code)


def inner_digit(base8: str) -> str:
    """The check digit that GB 11714 gives the first eight characters of an organisation number."""
    total = sum(
        _INNER_VALUES.index(character) * weight
        for character, weight in zip(base8, _INNER_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def inner_digit_ok(code: str) -> bool:
    """Whether the organisation number inside a valid code fits GB 11714. A warning, no error."""
    return inner_digit(code[8:16]) == code[16]


def organisation_class(code: str) -> OrganisationClass | None:
    """What the code's first two characters (registry, class) suggest; None where they say little"""
    return _CLASSES.get(code[:2])


def district_code(code: str) -> str:
    """The six digits of the registry's district (GB/T 2260): not where the office is today."""
    return code[2:8]


def district_name(code: str) -> str | None:
    """The district of Beijing a code was registered in; None elsewhere and for the city itself."""
    return _DISTRICTS.get(district_code(code))


def mobile(text: str) -> str:
    """The 11 digits of a mobile number of the Chinese mainland."""
    number = re.sub(r"[()]", "", _bare(text))
    if not number:
        raise ValueError("手机号没有填写")
    number = re.sub(r"^(?:\+86|0086|86(?=\d{11}$))", "", number)
    if number.startswith("+"):
        raise ValueError("手机号只支持中国大陆手机号，请去掉国家代码或改填大陆手机号")
    foreign = re.search(r"[^0-9]", number)
    if foreign:
        raise ValueError(f"手机号里有数字以外的字符“{foreign[0]}”，请只填写一个号码")
    if number.startswith("0"):
        raise ValueError("手机号应以 13 至 19 开头，座机请填写在座机一栏")
    if len(number) != 11:
        raise ValueError(f"手机号应为 11 位数字，现在是 {len(number)} 位")
    if not re.match(r"1[3-9]", number):
        raise ValueError("手机号应以 13 至 19 开头，请核对是否抄错")
    return number


def mobile_or_none(text: str) -> str | None:
    """The mobile number that this text is, if it is one and nothing else."""
    try:
        return mobile(text)
    except ValueError:
        return None


def e164(number: str) -> str:
    """A mobile number as sign-in and gateways want it: ``+8613800000000``."""
    return "+86" + mobile(number)


def _old_number(code: str) -> str:
    is_old = len(code) == 15 and code.isdigit()
    return (
        "，可能是旧的营业执照注册号，请改填 18 位的新代码" if is_old else "，请核对是否漏抄或多抄"
    )


def _check_characters(code: str) -> None:
    for place, character in enumerate(code, start=1):
        if character not in _VALUES:
            likely = _LIKELY.get(character)
            advice = f"是否应为{likely}" if likely else "请对照证照核对"
            raise ValueError(
                f"统一社会信用代码第 {place} 位“{character}”不能用在统一社会信用代码里，{advice}"
            )
        if 3 <= place <= 8 and not character.isdigit():
            raise ValueError(
                f"统一社会信用代码第 {place} 位“{character}”应为数字（第 3 至 8 位是行政区划码）"
            )


def _check_digit(code: str) -> str:
    total = sum(
        _VALUES[character] * weight for character, weight in zip(code[:17], _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]
