"""Two static Chinese faces, cut once at set-up: ``fonts.py [FOLDER]``.

The locked wheel ``justmytype-intl-cjk`` carries Noto Sans SC (SIL Open Font License 1.1) as one
variable TrueType file of 17 MB with 31,000 glyphs. PDF libraries and readers are happiest with
small static TrueType faces, so the file is cut down to what an association writes and frozen at
two weights. A ``fonts.conf`` beside them shows the faces to any process whose ``FONTCONFIG_FILE``
points at it: a browser on a machine that has no Chinese face.

Run by its path within the environment; imports nothing of the portal.
"""

import concurrent.futures
import hashlib
import os
import shutil
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

WEIGHTS = {400: "NotoSansSC-Regular.ttf", 700: "NotoSansSC-Bold.ttf"}
FAMILY = "Noto Sans SC"
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "halt", "palt"]

# Beyond GB 2312: ranges that forms, measures and legal texts use …
RANGES = (
    (0x20, 0x7E),  # Latin
    (0xA0, 0x17F),
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x203B),
    (0x20AC, 0x20AC),
    (0x2100, 0x2122),  # ℃ № ™
    (0x2150, 0x217F),  # Ⅰ Ⅻ ⅰ
    (0x2190, 0x2199),
    (0x2460, 0x249B),  # ① ⑳ ⑴ ⒈
    (0x25A0, 0x25FF),
    (0x2605, 0x2606),
    (0x2610, 0x2612),
    (0x2713, 0x2717),
    (0x3000, 0x303F),  # 、。〔〕〖〗〇
    (0x3220, 0x3243),  # ㈠ ㈩
    (0x3280, 0x32B0),
    (0x3380, 0x33DF),  # ㎡ ㎏
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFFE6),  # full-width forms, ￥
)
# … capital figures of amounts, and characters of names and places that GB 2312 left out.
EXTRA = (
    "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正负"
    "喆堃镕昇珺玥婳瑄赟彧翀煊晞沄玮琰祎芃頔骁犇羴曌翾嫄垚囧濛甯镠陞铠锜昉"
    "晔烨炜玙珅珮琇琬璟璠瓅甦畯晖暄曦曈朤栢梽棪楠榕橦濬灏焜煒煜熠燊犟玓玹珈珣珩"
    "琎琤琮琲瑀瑢瑨璘璟璨瓒畤皛皞盱睿瞳礽祃祐祾禤穏竑竣筱筠箐粲綝綦縯纮绖罡羿翚翯"
    "芊芮苒茜荇莀莜莳菀萱蔺薇藠虓蛟衎裎覃訚谞谡赟轶轸迦逄郗郢郄郜鄀钜钺铉铖铚铱锃锳镁"
    "镔镛閎闫阚阇陑隽雩雯霂霈霏靓靖頫颀颋飏馡馨骐骢骥骦髙鲲鸢鸾麒黟鼐龑龢㛃䶮邨峯脩喦嵊嵬"
    "磡礌埗埔垟垡塅墈坂坳坜壠岽峧崾峁墕畲畈湴洑溇滘漷澴瀍灞煳烊焗焓焊碁碲硚硖硐"
    "矸砼锕锿镧钇铈镥镱铪铼羧羟羰羱醌吡啶嘧啶噻咪唑呋喃腈肟胍脒膦砜酯酚醚烷烯炔苯萘蒽菲芘"
)


def default_folder() -> Path:
    given = os.environ.get("FONTS_DIR")
    return Path(given) if given else Path(sys.prefix) / "share" / "association" / "fonts"


def characters() -> set[int]:
    wanted = {ord(character) for character in EXTRA}
    for first, last in RANGES:
        wanted.update(range(first, last + 1))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # an unassigned place of the standard
    return wanted


def source() -> Path:
    """Noto Sans SC in the wheel, without importing the wheel's code."""
    spec = find_spec("justmytype_intl_cjk")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The wheel justmytype-intl-cjk is not installed: run `make run` once.")
    return Path(spec.submodule_search_locations[0]) / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"


def recipe() -> str:
    """Names everything that the bytes of the faces depend on."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for package in ("fonttools", "justmytype-intl-cjk"):
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()


def cut(original: Path, target: Path) -> None:
    """The variable file with our characters only."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "BASE"]  # we set no vertical text
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    with TTFont(original, lazy=True, recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.save(target)


def freeze(variable: Path, target: Path, weight: int) -> None:
    """One static face out of the variable file."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with TTFont(variable, recalcTimestamp=False) as font:
        instancer.instantiateVariableFont(
            font, {"wght": weight}, inplace=True, updateFontNames=True
        )
        font.save(target)


def configuration(folder: Path) -> str:
    """Fontconfig: the machine's own faces, and ours for Chinese and for usual Chinese names."""
    stand_ins = ("sans-serif", "PingFang SC", "Microsoft YaHei", "SimHei", "Source Han Sans SC")
    aliases = "\n".join(
        f"  <alias><family>{name}</family><prefer><family>{FAMILY}</family></prefer></alias>"
        for name in stand_ins
    )
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{escape(str(folder))}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
{aliases}
</fontconfig>
"""


def make(folder: Path) -> None:
    """Fills the folder at once or not at all; ``fonts.conf`` comes last and says "complete"."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "recipe"
    complete = stamp.exists() and (folder / "fonts.conf").exists()
    if complete and stamp.read_text() == recipe():
        return
    print("Cutting two Chinese faces, once …", file=sys.stderr, flush=True)
    original = source()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".draft-") as name:
        draft = Path(name)
        cut(original, draft / "variable.ttf")
        with concurrent.futures.ProcessPoolExecutor() as pool:
            jobs = [
                pool.submit(freeze, draft / "variable.ttf", draft / file, weight)
                for weight, file in WEIGHTS.items()
            ]
            for job in jobs:
                job.result()
        shutil.copyfile(original.parent / "OFL.txt", draft / "OFL.txt")
        (draft / "recipe").write_text(recipe())
        (draft / "fonts.conf").write_text(configuration(folder.absolute()), encoding="utf-8")
        for file in (*WEIGHTS.values(), "OFL.txt", "recipe", "fonts.conf"):
            (draft / file).replace(folder / file)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder())
