"""What a body can't hold, in sentences that its owner understands."""

import re

RUNS = {"script", "style", "template", "noscript", "title", "iframe", "object", "svg", "math"}
"""Elements whose content goes with them."""
_NAMED = re.compile(r"<\s*([a-z][a-z0-9]*)", re.IGNORECASE)
_SPAN = re.compile(r"\s(?:col|row)span\s*=\s*[\"']?(?!1\b)\d", re.IGNORECASE)

NESTED_TABLE = "表格里又套了表格：里层的内容都在，但已摊平成外层单元格里的文字，请核对。"
NESTED_LIST = "多级列表改成了一级，各项的文字都在。"
FOREIGN_PICTURE = "网页上的图片没有带进来，请把图片存下来单独上传。"
SMALL = "上标、下标改成了普通文字，请核对单位、公式和角注。"
_ELEMENTS = (
    ({"script", "style", "iframe", "object", "embed", "form", "input", "button", "link", "meta"},
     "脚本、样式和嵌入的网页内容已去掉。"),
    ({"video", "audio", "source"}, "音频、视频没有带进来。"),
    ({"svg", "math", "canvas"}, "矢量图和公式没有带进来，请另存为图片上传。"),
    ({"u", "s", "del", "strike", "font", "mark"}, "下划线、删除线、字体和颜色不保留，文字都在。"),
)  # fmt: skip
MERGED = "合并的单元格已拆开，请核对表格。"


def of(html: str) -> list[str]:
    """What will be lost of this, by the elements that it names."""
    named = {name.lower() for name in _NAMED.findall(html)}
    found = [sentence for elements, sentence in _ELEMENTS if elements & named]
    if _SPAN.search(html):
        found.append(MERGED)
    return found
