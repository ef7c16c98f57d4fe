import io
from dataclasses import replace

import pytest
from PIL import Image

from tests.factories import pictures
from training.photo.measuring import Crop, Profile, centred, measured

ONE_INCH = Profile(295, 413, 295, 15, 5, 50, 200)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_good_portrait_comes_out_in_size_and_weight_without_a_word() -> None:
    found = measured(pictures.portrait(), ONE_INCH)
    assert found.findings == ()
    assert opened(found.content).size == (295, 413)
    assert 5 * 1024 <= len(found.content) <= 50_000


def test_what_the_camera_wrote_is_gone() -> None:
    assert b"SecretCamera" in pictures.portrait()
    assert b"SecretCamera" not in measured(pictures.portrait(), ONE_INCH).content


@pytest.mark.parametrize(("width", "said"), [(294, True), (295, False), (296, False)])
def test_a_picture_may_be_as_small_as_the_profile_says_and_no_smaller(
    width: int, said: bool
) -> None:
    found = measured(pictures.portrait(width, round(width * 413 / 295) + 2), ONE_INCH)
    assert any(f"裁剪后宽 {width} 像素，至少要 295 像素" in each for each in found.findings) is said


def test_a_landscape_picture_is_cropped_from_the_middle_and_says_so() -> None:
    found = measured(pictures.portrait(1200, 800), ONE_INCH)
    assert found.findings[0].startswith("照片宽高比 1.50，应约为 0.71（295×413）")
    assert centred(1200, 800, ONE_INCH) == Crop(314, 0, 571, 799)


def test_a_box_that_was_drawn_is_what_is_measured() -> None:
    box = Crop(300, 0, 571, 800)
    assert not any(
        "宽高比" in each for each in measured(pictures.portrait(1200, 800), ONE_INCH, box).findings
    )


def test_nobody_is_stretched_by_a_box_within_the_tolerance() -> None:
    """A circle stays round: what exceeds the ratio is cut off, not squeezed."""
    square = Image.new("RGB", (1000, 1000), "white")
    square.paste((0, 0, 0), (400, 400, 600, 600))
    out = io.BytesIO()
    square.save(out, "PNG")
    box = Crop(100, 0, 800, 1000)
    portrait = opened(measured(out.getvalue(), ONE_INCH, box).content).convert("L")
    left, top, right, bottom = portrait.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert abs((right - left) - (bottom - top)) <= 2


def test_a_box_beyond_the_edge_is_cut_there_and_one_outside_is_refused() -> None:
    picture = pictures.portrait(600, 840)
    assert opened(measured(picture, ONE_INCH, Crop(-50, -50, 700, 980)).content).size == (295, 413)
    with pytest.raises(ValueError, match="裁剪框在照片外面"):
        measured(picture, ONE_INCH, Crop(600, 0, 10, 10))


def test_each_dark_corner_is_named_with_its_luminance() -> None:
    found = measured(pictures.portrait(ground=pictures.GREY), ONE_INCH)
    (said,) = found.findings
    assert said.startswith("背景偏暗：左上 12")
    assert all(place in said for place in ("右上", "左侧", "右侧", "亮度至少 200"))


def test_a_profile_without_a_background_asks_for_none() -> None:
    dark = pictures.portrait(ground=pictures.GREY)
    assert measured(dark, replace(ONE_INCH, background=0)).findings == ()


def test_a_busy_picture_is_pressed_below_the_limit() -> None:
    profile = replace(ONE_INCH, background=0, most_kb=60)
    found = measured(pictures.portrait(noise=24), profile)
    assert found.findings == ()
    assert len(found.content) <= 60_000


def test_what_cant_be_pressed_that_small_says_how_heavy_it_is() -> None:
    profile = replace(ONE_INCH, background=0, most_kb=10, least_kb=1)
    (said,) = measured(pictures.portrait(noise=6), profile).findings
    assert "应在 1 到 10 KB 之间：画面太杂" in said


def test_a_picture_of_nothing_is_too_light() -> None:
    blank = Image.new("RGB", (600, 840), "white")
    out = io.BytesIO()
    blank.save(out, "PNG")
    assert any("过于简单或模糊" in each for each in measured(out.getvalue(), ONE_INCH).findings)


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (600, 840), (0, 0, 0, 0))
    out = io.BytesIO()
    clear.save(out, "PNG")
    assert not any("背景" in each for each in measured(out.getvalue(), ONE_INCH).findings)
