from django.db.models import TextChoices


class StandardFamily(TextChoices):
    LOCAL = "local", "地方标准"
    INDUSTRY = "industry", "行业评审标准"
    OWN = "own", "自编标准"


class RegisterState(TextChoices):
    """What is known of a standard of the city's register; where nothing is, it has to be found
    out."""

    UNKNOWN = "unknown", "待核实"
    PUBLISHED = "published", "已发布"
    IN_FORCE = "in_force", "已实施"
    DRAFTING = "drafting", "制定中"


class RegisterRegion(TextChoices):
    UNKNOWN = "unknown", "待核实"
    BEIJING = "beijing", "北京市"
    JOINT = "joint", "京津冀协同"


class Purpose(TextChoices):
    REVIEW = "review", "评审"
    SELF_CHECK = "self_check", "企业自查"


class VersionState(TextChoices):
    """Whether a published one is in force is told by its days."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    ABOLISHED = "abolished", "已废止"


class CompareOn(TextChoices):
    ROUNDED = "rounded", "四舍五入后的分数"
    UNROUNDED = "unrounded", "未舍入的分数"


class FinalSnapshot(TextChoices):
    """Which scores a grade is decided on. A veto that fails the case stays, whatever was mended."""

    REVIEW = "review", "评审时的分数"
    RECTIFIED = "after_rectification", "整改后的分数"
    LOWER = "min", "两者中低的"


class Inspection(TextChoices):
    PAPERS = "papers", "查资料"
    SITE = "site", "看现场"
    ASKING = "asking", "询问"
    SAMPLE = "sample", "抽查"


class KeyAreaKind(TextChoices):
    """重点部位, as the source names them and as other sites have."""

    TANKS = "tanks", "储罐区"
    PUMPS = "pumps", "油品泵房"
    LOADING = "loading", "发油台"
    FIRE_PUMPS = "fire_pumps", "消防泵房"
    LABORATORY = "laboratory", "实验室"
    POWER = "power", "配电室"
    STORE = "store", "危险化学品库"
    CONFINED = "confined", "有限空间"
    KITCHEN = "kitchen", "厨房"
    BOILER = "boiler", "锅炉房"
    WATER = "water", "水域与游船"
    OTHER = "other", "其他"


class VetoLevel(TextChoices):
    FIRST = "first", "一级否决"
    SECOND = "second", "二级否决"


class Per(TextChoices):
    OCCURRENCE = "occurrence", "每处"
    ONCE = "once", "一次性"
