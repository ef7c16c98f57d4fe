from django.db import models

from training.enums import RelatedBy


class RuleSet(models.Model):
    """One version of the conditions of application. What they say can never be changed: another
    text is another row, in force from another day.

    Only two things may: how a question was settled that the source leaves open (``related_by``),
    and whether somebody compared the row with the original.
    """

    code = models.SlugField("版本", max_length=40, unique=True)
    title = models.CharField("名称", max_length=80)
    occupation = models.CharField("职业", max_length=40)
    occupation_code = models.CharField("职业编码", max_length=20)
    effective = models.DateField("自哪一天起", unique=True)
    source = models.TextField("依据")
    body = models.JSONField("申报条件")
    related_by = models.CharField(
        "四级、三级、二级的相关职业",
        max_length=10,
        choices=RelatedBy.choices,
        default=RelatedBy.UNION,
        help_text="标准原文没有写明相关职业是否须与所申报的专业方向一致。五级、一级不分方向，各方向的都算。",
    )
    verified = models.BooleanField(
        "已核对原件",
        default=False,
        help_text="与标准原文逐条核对无误后勾选；此前各处显示“待核实”。",
    )

    class Meta:
        verbose_name = "申报条件"
        verbose_name_plural = "申报条件"
        ordering = ["-effective"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(related_by__in=RelatedBy.values),
                name="related_occupations_count_in_one_of_two_ways",
                violation_error_message="相关职业的算法只有“各方向都算”和“只算所申报方向”两种。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
