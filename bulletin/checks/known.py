"""Words an empty portal already minds: common slips, and superlatives that the law on advertising
(广告法 第九条) forbids where something is praised. Editors change and add; a row is never taken over."""

from bulletin.enums import Severity
from bulletin.models import WordRule

_SLIP, _PRAISE, _STYLE = "错别字", "绝对化用语", "提法"
_LAW = "广告法第九条"

RULES = (
    # word, severity, kind, instead, why, unless
    ("按装", "block", _SLIP, "安装", "", ""),
    ("松驰", "block", _SLIP, "松弛", "", ""),
    ("布署", "block", _SLIP, "部署", "", "公布署名"),
    ("渡假", "block", _SLIP, "度假", "", ""),
    ("防患未燃", "block", _SLIP, "防患未然", "", ""),
    ("煤碳", "block", _SLIP, "煤炭", "", ""),
    ("帐号", "warn", _SLIP, "账号", "", ""),
    ("帐户", "warn", _SLIP, "账户", "", ""),
    ("报帐", "warn", _SLIP, "报账", "", ""),
    ("其它", "suggest", _SLIP, "其他", "", ""),
    ("既使", "block", _SLIP, "即使", "", ""),
    ("再接再励", "block", _SLIP, "再接再厉", "", ""),
    ("迫不急待", "block", _SLIP, "迫不及待", "", ""),
    ("名符其实", "block", _SLIP, "名副其实", "", ""),
    ("相形见拙", "block", _SLIP, "相形见绌", "", ""),
    ("重蹈复辙", "block", _SLIP, "重蹈覆辙", "", ""),
    ("截止目前", "warn", _SLIP, "截至目前", "“截止”后面不跟时间", ""),
    ("截止到", "suggest", _SLIP, "截至", "", ""),
    ("安全生产月活动月", "warn", _STYLE, "安全生产月活动", "重复", ""),
    ("涉及到", "suggest", _STYLE, "涉及", "“及”就是“到”", ""),
    ("凯旋归来", "suggest", _STYLE, "凯旋", "重复", ""),
    ("国家级标准", "suggest", _STYLE, "国家标准", "", ""),
    ("国家级", "warn", _PRAISE, "", _LAW, "国家级安全生产专家、国家级应急、国家级高新"),
    ("最高级", "warn", _PRAISE, "", _LAW, "最高级别"),
    ("最佳", "warn", _PRAISE, "", _LAW, "最佳实践"),
    ("全国第一", "warn", _PRAISE, "", _LAW, ""),
    ("行业第一", "warn", _PRAISE, "", _LAW, ""),
    ("独一无二", "suggest", _PRAISE, "", _LAW, ""),
    ("万无一失", "suggest", _STYLE, "", "安全工作不宜说满", ""),
    ("零风险", "warn", _STYLE, "", "风险只能降低，不能说没有", ""),
    ("绝对安全", "warn", _STYLE, "", "安全工作不宜说满", ""),
)


def install() -> None:
    """Idempotent: a word that is there already is left as it is."""
    there = set(WordRule.objects.values_list("word", flat=True))
    for word, severity, kind, instead, why, unless in RULES:
        if word not in there:
            WordRule.objects.get_or_create(
                word=word,
                defaults={
                    "severity": Severity(severity), "kind": kind, "instead": instead, "why": why,
                    "unless": unless,
                },
            )  # fmt: skip
