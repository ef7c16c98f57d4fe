"""What an empty portal knows of the life of a grade. Taken from what is commonly told of
应急〔2021〕83号, until somebody compares it with the ordinance: 待核实."""

from datetime import date

from standardization.models import GradePolicy, RevocationGround

SOURCE = "待核实：应急〔2021〕83号《企业安全生产标准化建设定级办法》，原文未核对"
GROUNDS = (
    ("death", "发生生产安全死亡事故"),
    ("serious", "一年内重伤三人及以上，或直接经济损失一百万元及以上"),
    ("social", "发生造成重大社会影响的事件"),
    ("concealed", "瞒报、谎报、迟报、漏报生产安全事故"),
    ("dishonest", "被列入安全生产失信惩戒名单"),
    ("false", "提供虚假材料，或以不正当手段取得等级"),
    ("licence", "行政许可证照被注销、吊销或撤销"),
    ("hazard", "存在重大事故隐患，未在规定期限内整改"),
    ("not-running", "标准化管理体系不能持续有效运行"),
)


def install() -> None:
    if not GradePolicy.objects.exists():
        GradePolicy.objects.create(since=date(2020, 1, 1), source=SOURCE)
    if not RevocationGround.objects.exists():
        RevocationGround.objects.bulk_create(
            RevocationGround(code=code, text=text, position=position)
            for position, (code, text) in enumerate(GROUNDS, start=1)
        )
