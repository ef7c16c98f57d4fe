"""Texts with named gaps, such as ``{单位}应缴{金额}元``. Only whole names, no formats, no paths."""

import re
from collections.abc import Collection, Mapping

_GAP = re.compile(r"\{([^{}]*)\}")


def problem(text: str, known: Collection[str]) -> str | None:
    """What is wrong with the text, as a sentence; None if every gap can be filled."""
    names = _GAP.findall(text)
    if strange := sorted({name for name in names if name not in known}):
        listed = "、".join(f"{{{name}}}" for name in known)
        return f"没有占位符 {{{strange[0]}}}。可用的是 {listed}。"
    if re.search(r"[{}]", _GAP.sub("", text)):
        return "有一个花括号没有配对，请写成 {名称} 的样子。"
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled. What a value contains is never looked at again."""
    return _GAP.sub(lambda gap: values[gap[1]], text)
