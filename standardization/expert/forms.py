from django import forms

from association.base.forms import UploadField


class ScanForm(forms.Form):
    file = UploadField(label="填好的纸质检查表（扫描件）")
