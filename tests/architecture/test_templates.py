"""Templates stand on the floors too, and keep what the Content-Security-Policy asks for."""

import re
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, get_resolver

from tests.architecture import source

TEMPLATES = source.ROOT / "templates"

# Folders that belong to no app of that name. Shells (templates without a folder), atoms and the
# admin's theme are everybody's ground; what libraries look for stands where sign-in stands.
HOMES = {
    "": "association.base",
    "ui": "association.base",
    "admin": "association.base",
    "django": "association.base",
    "documents": "association.base",
    "account": "association.accounts",
    "accounts": "association.accounts",
    "allauth": "association.accounts",
    "credentials": "association.credentials",
    "mfa": "association.accounts",
    "questionnaires": "association.questionnaires",
    "usersessions": "association.accounts",
    "demo": "association.portal",
    "desk": "association.portal",
    "portal": "association.portal",
    "public": "association.portal",
}

# Every page's frame leads home, to one's own pages, in and out: doors that belong to no floor.
FRAME_DOORS = {
    "home",
    "display",
    "keyboard",
    "portal",
    "admin:index",
    "admin:jsi18n",
    "account_login",
    "account_devices",
    "mfa_index",
    "account_logout",
    "account_change_password",
}

TAG = re.compile(r"{%-?\s*(extends|include|url)\s+(.*?)\s*-?%}", re.DOTALL)
LITERAL = re.compile(r"^(['\"])(.+?)\1")
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    # A block of data is no script: it isn't run, and the policy doesn't ask about it.
    "an inline script": re.compile(
        r"<script\b(?! type=\"application/json\")(?![^>]*\bsrc=)", re.IGNORECASE | re.DOTALL
    ),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]", re.IGNORECASE),
    # A field's help and a fieldset's description are words of ours, and may hold a link.
    "a filter that trusts": re.compile(
        r"(?<!help_text)(?<!description)\|\s*safe\b|{%\s*autoescape\s+off"
    ),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)


def templates() -> list[Path]:
    return [path for path in source.tracked() if TEMPLATES in path.parents]


def text(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def home(name: str) -> str:
    """The package that a template belongs to, by its folder."""
    folder = name.split("/")[0] if "/" in name else ""
    return HOMES.get(folder, folder)


def floor(name: str) -> int:
    return source.floor(home(name))


def address_floor(name: str) -> int:
    """The floor of an address: that of the view behind it, told by its name."""
    label = name.removeprefix("admin:").split(":")[0].split("_")[0]
    for package in (label, HOMES.get(label), f"association.{label}"):
        if package in source.floors():
            return source.floor(package)
    return source.floor("association.portal")


def problems(name: str, content: str) -> list[str]:
    found = []
    for kind, argument in TAG.findall(content):
        literal = LITERAL.match(argument)
        if literal is None:
            if home(name) != "association.base" or not name.startswith("admin/"):
                found.append(f"{name}: {kind} by a variable can't be checked: {argument}")
            continue
        target = literal[2]
        if kind == "url":
            if target not in FRAME_DOORS and address_floor(target) > floor(name):
                found.append(f"{name}: url {target}")
        elif floor(target) > floor(name) or is_sibling(name, target):
            found.append(f"{name}: {kind} {target}")
    found += [f"{name}: {what}" for what, form in FORBIDDEN.items() if form.search(content)]
    return found


def is_sibling(name: str, target: str) -> bool:
    return floor(name) == floor(target) and home(name) != home(target)


def test_every_template_leans_on_its_own_floor_or_below_and_has_nothing_inline() -> None:
    found = []
    for path in templates():
        if path.suffix in {".html", ".txt", ".svg"}:
            found += problems(path.relative_to(TEMPLATES).as_posix(), text(path))
    assert found == []


def test_every_folder_belongs_to_somebody() -> None:
    for path in templates():
        floor(path.relative_to(TEMPLATES).as_posix())


def test_every_address_that_a_template_names_exists() -> None:
    known = set(names())
    found = []
    for path in templates():
        for kind, argument in TAG.findall(text(path)):
            literal = LITERAL.match(argument)
            if kind == "url" and literal and literal[2] not in known and " as " not in argument:
                found.append(f"{path.relative_to(TEMPLATES)}: {literal[2]}")
    assert found == []


def names() -> list[str]:
    from tests.architecture.addresses import named

    return [name for name, _ in named(get_resolver())]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ui/a.html", "{% include 'members/desk/list.html' %}"),
        ("members/a.html", '{% extends "desk/index.html" %}'),
        ("members/a.html", '{% url "standing" %}'),
        ("accounts/a.html", '{% url "members:dues" %}'),
        ("accounts/a.html", '{% url "admin:members_member_changelist" %}'),
        ("members/a.html", "{% include chosen %}"),
        ("members/a.html", '<p style="color: red">'),
        ("members/a.html", '<p class="a" onclick="go()">'),
        ("members/a.html", "<script>go()</script>"),
        ("members/a.html", '<script type="module">go()</script>'),
        ("members/a.html", "<style>p {}</style>"),
        ("members/a.html", '<a href="javascript:go()">'),
        ("members/a.html", '<link href="https://cdn.example.com/a.css">'),
        ("members/a.html", '<img src="//cdn.example.com/a.png">'),
        ("members/a.html", "{{ note|safe }}"),
        ("members/a.html", "{% autoescape off %}{{ note }}{% endautoescape %}"),
    ],
)
def test_what_is_not_allowed_is_seen(name: str, content: str) -> None:
    assert len(problems(name, content)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("members/desk/a.html", "{% extends 'desk.html' %}{% include 'ui/pager.html' %}"),
        ("desk/index.html", "{% url 'members:dues' %}"),
        ("ui/tools.html", "{% url 'display' %}"),
        ("members/a.html", "{% url 'account_login' %}"),
        ("members/a.html", '<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("members/a.html", "<script src=\"{% static 'a.js' %}\" defer></script>"),
        ("members/a.html", '<p class="on" data-online="1">'),
    ],
)
def test_what_is_allowed_passes(name: str, content: str) -> None:
    assert problems(name, content) == []


def test_an_address_that_nothing_knows_is_no_address() -> None:
    with pytest.raises(NoReverseMatch):
        get_resolver().reverse("standing")
