"""The compose file and the image, read: what they start exists, and nothing in them is secret.

That the commands really start is shown by the rehearsals beside this file.
"""

import re
import shutil
from pathlib import Path

import pytest

from association import env
from association.launch import cluster, debian, drain, fonts, web
from association.settings import INSTALLED_APPS, SECURE_REDIRECT_EXEMPT
from tests.cluster import compose

# What the launcher, Python or fontconfig read, and no option of the portal.
FOREIGN = {
    *("DJANGO_SETTINGS_MODULE", "FONTCONFIG_FILE", "XDG_CACHE_HOME", "PATH", "LC_ALL"),
    *("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"),
}
# Set by rehearsals alone.
REHEARSAL = {"HTTP_PORT", "HTTPS_PORT", "BALANCE"}
OPTIONS = {option.name for option in env.OPTIONS} | {
    f"{option.name}_FILE" for option in env.OPTIONS if option.secret
}
FILLED = compose.services(SITE="portal.example.org")
OURS = {name: row for name, row in FILLED.items() if name not in compose.SERVERS}
DOCKERFILE = compose.DOCKERFILE.read_text(encoding="utf-8")
SECONDS = re.compile(r"^(\d+)s$")


def seconds(text: str) -> int:
    found = SECONDS.match(text)
    assert found, text
    return int(found[1])


def test_without_a_name_for_the_site_the_start_stops_with_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"write SITE=portal\.example\.org into \.env"):
        compose.services()


def test_there_are_two_of_whatever_may_stop_and_one_of_what_must_not_be_two() -> None:
    assert {name: row.replicas for name, row in OURS.items()} == {
        "prepare": 1,
        "web-1": 1,
        "web-2": 1,
        "worker": 2,
        "beat": 1,
    }
    assert FILLED["web-1"].raw == FILLED["web-2"].raw
    assert compose.services(SITE="x", WORKERS="5")["worker"].replicas == 5


@pytest.mark.parametrize("name", OURS)
def test_every_option_that_is_set_is_one(name: str) -> None:
    assert set(OURS[name].environment) <= OPTIONS
    for option in OURS[name].environment.keys() & {option.name for option in env.OPTIONS}:
        env.read(option, OURS[name].environment)


def test_every_option_that_the_image_sets_is_one() -> None:
    image = compose.image_environment()
    assert set(image) - FOREIGN <= OPTIONS
    assert image["FONTCONFIG_FILE"].startswith("/opt/portal/share/association/fonts/")


def test_secrets_come_by_file_and_every_file_is_declared() -> None:
    declared = compose.whole()["secrets"]
    for name, row in FILLED.items():
        given = {text for text in row.environment.values() if text.startswith("/run/secrets/")}
        assert {Path(text).name for text in given} == set(row.raw.get("secrets", [])), name
        assert set(row.raw.get("secrets", [])) <= set(declared), name
    plain = {option.name for option in env.OPTIONS if option.secret}
    assert all(not (plain & set(row.environment)) for row in OURS.values())
    ignored = (compose.ROOT / ".gitignore").read_text().splitlines()
    assert {"/secrets/", "/.env", "/certs/"} <= set(ignored)


@pytest.mark.parametrize("name", FILLED)
def test_images_are_pinned_and_logs_end(name: str) -> None:
    image = FILLED[name].image
    assert image == "association-portal:local" or re.search(r":\d+(\.\d+)?-[a-z]+$", image), image
    assert "max-size" in FILLED[name].raw["logging"]["options"]


@pytest.mark.parametrize("name", OURS)
def test_what_is_ours_writes_to_its_volume_alone_and_may_do_nothing_special(name: str) -> None:
    raw = OURS[name].raw
    assert raw["read_only"] is True
    assert raw["cap_drop"] == ["ALL"]
    assert raw["volumes"] == ["files:/data"]
    assert "ports" not in raw, "the proxy alone is reached from outside"


def test_database_and_broker_are_reached_by_nobody_outside() -> None:
    networks = compose.whole()["networks"]
    for name in ("postgres", "valkey"):
        assert FILLED[name].raw["networks"] == ["inside"]
        assert "ports" not in FILLED[name].raw
    assert networks["inside"] == {"internal": True}
    assert FILLED["proxy"].raw["networks"] == ["outside"]


def test_everybody_has_time_to_end() -> None:
    row = FILLED["web-1"]
    drained = int(row.environment["DRAIN_SECONDS"])
    caddyfile = (compose.ROOT / "association/launch/Caddyfile").read_text("utf-8")
    interval = re.search(r"health_interval (\d+)s", caddyfile)
    assert interval
    assert 2 * int(interval[1]) < drained, "the proxy has noticed before the door closes"
    assert drained + web.graceful_timeout < seconds(row.raw["stop_grace_period"])
    assert seconds(FILLED["worker"].raw["stop_grace_period"]) > 60


def test_probes_ask_where_tls_is_not_demanded_and_leaving_is_told() -> None:
    for name in ("web-1", "web-2"):
        path = FILLED[name].health[-1]
        assert path in drain.PROBES
        assert any(re.search(exempt, path.lstrip("/")) for exempt in SECURE_REDIRECT_EXEMPT)
    assert "health_uri /healthz" in (compose.ROOT / "association/launch/Caddyfile").read_text()


def test_the_proxys_file_and_its_service_agree() -> None:
    caddyfile = (compose.ROOT / "association/launch/Caddyfile").read_text(encoding="utf-8")
    read = set(re.findall(r"\{\$([A-Z_]+)", caddyfile))
    assert read - REHEARSAL == set(FILLED["proxy"].environment)


@pytest.mark.skipif(shutil.which("caddy") is None, reason=debian.line(("caddy",)))
def test_debians_caddy_takes_the_proxys_file(tmp_path: Path) -> None:
    import subprocess

    done = subprocess.run(
        ["caddy", "fmt", "association/launch/Caddyfile"],
        cwd=compose.ROOT,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.stdout == (compose.ROOT / "association/launch/Caddyfile").read_text("utf-8")


# --- The image ---------------------------------------------------------------------------------
def test_the_image_carries_every_app_and_no_more() -> None:
    apps = {app.split(".")[0] for app in INSTALLED_APPS} & {
        path.parent.name for path in compose.ROOT.glob("*/__init__.py")
    }
    copied = set(re.findall(r"^COPY (\w+)/ \1/$", DOCKERFILE, re.M))
    assert copied == apps | {"templates", "static"}
    allowed = set(re.findall(r"^!(\S+)$", (compose.ROOT / ".dockerignore").read_text(), re.M))
    single = set(re.search(r"^COPY (LICENSE .*) \./$", DOCKERFILE, re.M)[1].split())  # type: ignore[index]
    assert allowed == {f"{name}/" for name in copied} | single
    assert (compose.ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_the_image_has_the_libraries_and_the_faces_that_documents_need() -> None:
    assert all(package in DOCKERFILE for package in debian.PANGO)
    assert "--require-hashes" in DOCKERFILE
    folder = "/opt/portal/share/association/fonts"
    assert f"python /build/fonts.py {folder}" in DOCKERFILE
    assert fonts.default_folder().parts[-3:] == Path(folder).parts[-3:], "as of its environment"


def test_the_image_is_not_root_and_its_bases_are_pinned() -> None:
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.M) == ["10001:10001"]
    bases = set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.M))
    assert bases == {"python:3.12-slim-bookworm"}


def test_the_images_own_command_and_check_are_those_of_web() -> None:
    assert f"CMD {list(OURS['web-1'].command)}".replace("'", '"') in DOCKERFILE
    check = str(list(OURS["web-1"].health)).replace("'", '"')
    assert f"    CMD {check}" in DOCKERFILE


def test_what_a_command_names_is_there() -> None:
    for row in OURS.values():
        for word in (*row.command, *row.health):
            if "/" in word and not word.startswith("/"):
                assert (compose.ROOT / word).is_file(), word
    assert (compose.ROOT / "association/launch/Caddyfile").is_file()


def test_debians_newest_postgres_is_found_by_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CLUSTERS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cluster.missing() == ("postgresql", "redis-server", "caddy")
    for major in ("9", "15"):
        program = tmp_path / major / "bin" / "initdb"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    assert cluster.find("initdb") == str(tmp_path / "15" / "bin" / "initdb")
    assert cluster.find("postgres") is None
