from typing import Any

from django import forms

from association.base.files import MEGABYTE
from association.credentials import check_character

LIMIT = 10 * MEGABYTE
SLIP = "编号最后一位校验不对，请核对是否抄错。"
TOO_LARGE = "文件超过 10 MB。本会签发的证书没有这么大，请核对是不是选错了文件。"


class NumberForm(forms.Form):
    number = forms.CharField(
        label="证书编号",
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "请填证书编号，如 HYZ-2026-00001。"},
    )
    name = forms.CharField(
        label="持有者名称",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填证书上的单位名称或姓名。"},
    )

    def clean_number(self) -> str:
        """A slip is told before anything is asked: anybody could reckon it, so it tells nothing."""
        number: str = self.cleaned_data["number"]
        if check_character.is_slip(number):
            raise forms.ValidationError(SLIP)
        return number


class FileForm(forms.Form):
    """The browser sends the file's SHA-256; one that can't reckon it sends the file."""

    sha256 = forms.RegexField(
        r"^[0-9A-Fa-f]{64}$", required=False, widget=forms.HiddenInput, label="文件指纹"
    )
    file = forms.FileField(
        label="PDF 文件",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": "请选择要核对的 PDF 文件。",
            "empty": "这个文件是空的，请重新选择。",
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].required = not self.data.get("sha256")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > LIMIT:
            raise forms.ValidationError(TOO_LARGE)
        return upload
