"""What companies and strangers type about findings and grades. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.base import clock, files
from association.base.forms import UploadField
from members.desk.forms import day
from members.forms.fields import MobileField
from standardization.findings.rectifying import MOST_PHOTOS


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(UploadField):
    """Several pictures at once; each is judged by its own content."""

    widget = PhotosInput

    def __init__(self, **options: Any) -> None:
        super().__init__(accept=files.PICTURES, hint=f"最多 {MOST_PHOTOS} 张。", **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(PhotosField, self).clean(each, initial) for each in given]


class RectifyForm(forms.Form):
    measures = forms.CharField(
        label="整改措施和完成情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明做了什么、结果怎样，如“已更换跨接线，实测 0.02 欧姆”。",
    )
    done_on = day("完成日期")
    by_name = forms.CharField(label="整改人", max_length=40)
    photos = PhotosField(label="整改后的照片")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["done_on"].initial = clock.today()


class ObjectionForm(forms.Form):
    name = forms.CharField(
        label="姓名或单位名称", max_length=80, help_text="只有秘书处看得到，核实后据此答复您。"
    )
    mobile = MobileField(label="联系手机")
    text = forms.CharField(
        label="异议的事实和理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )
    paper = UploadField(label="证明材料", required=False)


class SelfReviewForm(forms.Form):
    score = forms.DecimalField(
        label="自评得分", min_value=0, max_value=100, max_digits=5, decimal_places=2,
        help_text="百分制。",
    )  # fmt: skip
    report = UploadField(label="年度自评报告")
