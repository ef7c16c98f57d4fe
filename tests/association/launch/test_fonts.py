"""The two faces that documents and browsers use."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from association.launch import fonts

COUNTED = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整"


@pytest.mark.parametrize(("weight", "file"), fonts.WEIGHTS.items())
def test_a_face_is_static_true_type_and_knows_what_we_write(weight: int, file: str) -> None:
    with TTFont(fonts.default_folder() / file) as face:
        known = set(face.getBestCmap())
        assert "fvar" not in face
        assert "glyf" in face
        assert face["OS/2"].usWeightClass == weight
    gb2312 = {chr(code) for code in fonts.characters() if 0x4E00 <= code <= 0x9FFF}
    assert len(gb2312) > 6763, "all of GB 2312 and some more"
    for text in (
        *gb2312,
        COUNTED,
        "喆堃镕䶮",
        "，。、；：？！“”‘’（）《》【】〔〕…—",
        "①⑳㎡℃￥％０９ＡＺ",
    ):
        assert {ord(character) for character in text} <= known, text


def test_the_licence_lies_beside_the_faces() -> None:
    licence = (fonts.default_folder() / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_cutting_again_changes_nothing_and_half_a_folder_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "characters", lambda: {ord(character) for character in COUNTED})
    fonts.make(tmp_path)
    first = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert set(first) == {*fonts.WEIGHTS.values(), "OFL.txt", "recipe", "fonts.conf"}
    fonts.make(tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == first
    (tmp_path / "fonts.conf").unlink()  # the last file: without it the folder isn't complete
    (tmp_path / "NotoSansSC-Bold.ttf").write_bytes(b"half")
    fonts.make(tmp_path)
    with TTFont(tmp_path / "NotoSansSC-Bold.ttf") as face:
        assert len(face.getBestCmap()) == len(set(COUNTED))


@pytest.mark.skipif(
    shutil.which("fc-match") is None, reason="fontconfig is missing: apt-get install fontconfig"
)
def test_a_browser_sees_the_faces_through_fontconfig() -> None:
    configuration = fonts.default_folder() / "fonts.conf"
    found = subprocess.check_output(
        ["fc-match", "-f", "%{file}", "Noto Sans SC:bold"],
        env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
        text=True,
    )
    assert Path(found) == fonts.default_folder() / "NotoSansSC-Bold.ttf"
