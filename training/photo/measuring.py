"""A portrait measured against a profile, and brought to it. Pure: pixels in, pixels and sentences out."""

import io
from dataclasses import dataclass

from PIL import Image, ImageStat

HIGHEST, LOWEST = 95, 40
"""JPEG qualities between which the size is sought."""
_PATCH = 10
"""Each patch of the background is a tenth of the width and of the height."""
_LARGE_KB, _SMALL_KB = 1024, 1000
"""Some sites count 1,000 bytes, some 1,024: the range holds in both ways of counting."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Pixels, percent, KB; ``background`` is a luminance of 0 to 255, 0 asks for none."""

    width: int
    height: int
    least_width: int
    tolerance: int
    least_kb: int
    most_kb: int
    background: int

    @property
    def ratio(self) -> float:
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class Crop:
    """A box in pixels of the picture as it stands upright."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Measured:
    content: bytes
    """JPEG of exactly the profile's size, without anything but pixels."""
    findings: tuple[str, ...]


def measured(content: bytes, profile: Profile, crop: Crop | None = None) -> Measured:
    """``content`` is a picture that opens. A box that leaves the picture is cut at its edge;
    without one the largest that fits is taken from the middle. Raises ValueError for an empty box.
    """
    with Image.open(io.BytesIO(content)) as opened:
        picture = _flat(opened)
    box = _inside(crop, picture) if crop else centred(picture.width, picture.height, profile)
    asked = (crop and box) or Crop(0, 0, picture.width, picture.height)
    fitted = _fitted(box, profile)
    portrait = picture.crop(
        (fitted.left, fitted.top, fitted.left + fitted.width, fitted.top + fitted.height)
    ).resize((profile.width, profile.height), Image.Resampling.LANCZOS)
    jpeg, weight = _weighed(portrait, profile)
    findings = (
        _too_small(fitted, profile),
        _askew(asked, profile, chosen=crop is not None),
        _dark(portrait, profile),
        weight,
    )
    return Measured(jpeg, tuple(each for each in findings if each))


def centred(width: int, height: int, profile: Profile) -> Crop:
    """The largest box of the profile's ratio, from the middle."""
    return _fitted(Crop(0, 0, width, height), profile)


def _flat(picture: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white."""
    if picture.mode in ("RGBA", "LA"):
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _inside(crop: Crop, picture: Image.Image) -> Crop:
    left, top = max(crop.left, 0), max(crop.top, 0)
    right = min(crop.left + crop.width, picture.width)
    bottom = min(crop.top + crop.height, picture.height)
    if right - left < 1 or bottom - top < 1:
        raise ValueError("裁剪框在照片外面，请重新选择")
    return Crop(left, top, right - left, bottom - top)


def _fitted(box: Crop, profile: Profile) -> Crop:
    """Of exactly the profile's ratio, so that nobody's face is stretched."""
    width = min(box.width, round(box.height * profile.ratio))
    height = min(box.height, round(width / profile.ratio))
    width, height = max(width, 1), max(height, 1)
    return Crop(
        box.left + (box.width - width) // 2, box.top + (box.height - height) // 2, width, height
    )


def _weighed(portrait: Image.Image, profile: Profile) -> tuple[bytes, str]:
    """The best quality that isn't too heavy, sought by halves; and what is wrong with it."""
    most, least = profile.most_kb * _SMALL_KB, profile.least_kb * _LARGE_KB
    low, high, best = LOWEST, HIGHEST, _jpeg(portrait, LOWEST)
    while low < high:
        middle = (low + high + 1) // 2
        if len(trial := _jpeg(portrait, middle)) <= most:
            low, best = middle, trial
        else:
            high = middle - 1
    told = f"规范后 {len(best) / _LARGE_KB:.1f} KB，应在 {profile.least_kb} 到 {profile.most_kb} KB 之间"
    if len(best) > most:
        return best, f"{told}：画面太杂，请换纯色背景重拍。"
    if len(best) < least:
        return best, f"{told}：画面过于简单或模糊，请换一张清晰的照片。"
    return best, ""


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _too_small(box: Crop, profile: Profile) -> str:
    if box.width >= profile.least_width:
        return ""
    return (
        f"照片太小：裁剪后宽 {box.width} 像素，至少要 {profile.least_width} 像素。"
        "请用原图，不要用截图或转发压缩过的图。"
    )


def _askew(asked: Crop, profile: Profile, *, chosen: bool) -> str:
    ratio = asked.width / asked.height
    if abs(ratio / profile.ratio - 1) * 100 <= profile.tolerance:
        return ""
    whose = "裁剪框" if chosen else "照片"
    told = (
        f"{whose}宽高比 {ratio:.2f}，应约为 {profile.ratio:.2f}（{profile.width}×{profile.height}）"
    )
    return f"{told}，已从中间裁剪，请核对裁剪框。"


def _dark(portrait: Image.Image, profile: Profile) -> str:
    if not profile.background:
        return ""
    grey, (width, height) = portrait.convert("L"), portrait.size
    wide, tall = max(width // _PATCH, 1), max(height // _PATCH, 1)
    beside = height // 4
    corners = {
        "左上": (0, 0),
        "右上": (width - wide, 0),
        "左侧": (0, beside),
        "右侧": (width - wide, beside),
    }
    means = {
        name: round(ImageStat.Stat(grey.crop((x, y, x + wide, y + tall))).mean[0])
        for name, (x, y) in corners.items()
    }
    dark = [f"{name} {mean}" for name, mean in means.items() if mean < profile.background]
    if not dark:
        return ""
    return f"背景偏暗：{'、'.join(dark)}（亮度至少 {profile.background}）。请在白色背景前重拍。"
