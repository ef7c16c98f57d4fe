import pytest

from association.base.files.names import LONGEST, clean, disposition


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("决议（扫描件）.pdf", "决议（扫描件）.pdf"),
        ("𠮷林安全.pdf", "𠮷林安全.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"\\office\scans\执照.pdf", "执照.pdf"),
        ("执照\u202egpj.exe", "执照gpj.exe"),
        ("\u2066执照\u2069\u200b.pdf", "执照.pdf"),
        ("执\x00照\x07.pdf", "执照.pdf"),
        ('a"\r\nSet-Cookie: x=1.pdf', "a_ Set-Cookie_ x=1.pdf"),
        ("...执照.pdf", "执照.pdf"),
        (".htaccess", "htaccess"),
        ("执照.pdf. . ", "执照.pdf"),
        ("a<b>c|d?e*.pdf", "a_b_c_d_e_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("COM1", "_COM1"),
        ("console.pdf", "console.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("", "文件"),
        ("///", "文件"),
        ("\u202e", "文件"),
        ("。.pdf", "。.pdf"),
    ],
)
def test_a_name_reads_as_it_stands_and_is_no_path(came: str, kept: str) -> None:
    assert clean(came) == kept


@pytest.mark.parametrize("letter", ["a", "长", "𠮷", "é"])
def test_a_long_name_is_cut_between_characters_and_keeps_its_ending(letter: str) -> None:
    name = clean(letter * 300 + ".pdf")
    room = LONGEST - len(".pdf")
    assert name == letter * (room // len(letter.encode())) + ".pdf"
    assert len(name.encode()) <= 255


def test_an_ending_that_is_no_ending_is_cut_with_the_rest() -> None:
    assert clean("a." + "b" * 300) == "a." + "b" * 253


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plan 1.pdf", "attachment; filename=\"plan 1.pdf\"; filename*=UTF-8''plan%201.pdf"),
        ("决议.pdf", "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E5%86%B3%E8%AE%AE.pdf"),
        ("决议2.pdf", "attachment; filename=\"__2.pdf\"; filename*=UTF-8''%E5%86%B3%E8%AE%AE2.pdf"),
        ("决议", "attachment; filename=\"file\"; filename*=UTF-8''%E5%86%B3%E8%AE%AE"),
    ],
)
def test_old_programs_get_a_plain_name_and_new_ones_the_whole(name: str, header: str) -> None:
    assert disposition(name) == header
