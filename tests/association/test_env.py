import subprocess
import sys
from pathlib import Path

import pytest

from association import env
from tests.architecture import source


@pytest.mark.parametrize("option", env.OPTIONS, ids=lambda option: option.name)
def test_every_default_can_be_read(option: env.Option) -> None:
    env.read(option.name, {})


def test_every_option_has_a_meaning_and_a_name_of_its_own() -> None:
    names = [option.name for option in env.OPTIONS]
    assert len(set(names)) == len(names)
    assert all(option.meaning.endswith(".") for option in env.OPTIONS)
    assert {option.read for option in env.OPTIONS} <= set(env.KINDS)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", True), ("true", True), ("YES", True), ("0", False), ("False", False), ("no", False)],
)
def test_a_switch_reads_the_usual_words(text: str, value: bool) -> None:
    assert env.read("DEBUG", {"DEBUG": text}) is value


def test_an_empty_value_is_the_default() -> None:
    assert env.read("DEBUG", {"DEBUG": ""}) is False
    assert env.read("ALLOWED_HOSTS", {}) == ["127.0.0.1", "localhost", "[::1]"]


def test_a_list_is_split_at_commas_and_trimmed() -> None:
    given = {"ALLOWED_HOSTS": " portal.example.org , www.example.org,"}
    assert env.read("ALLOWED_HOSTS", given) == ["portal.example.org", "www.example.org"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DEBUG", "perhaps"),
        ("TRUSTED_PROXIES", "two"),
        ("TRUSTED_PROXIES", "-1"),
        ("CLOCK", "last June"),
        ("CLOCK", "2020-06-31"),
    ],
)
def test_a_value_that_cannot_be_read_names_the_option(name: str, text: str) -> None:
    with pytest.raises(env.BadSetting, match=f"^{name}='{text}' can't be read: "):
        env.read(name, {name: text})


def test_a_moment_is_handed_on_as_it_was_written() -> None:
    assert env.read("CLOCK", {"CLOCK": "2020-06-08T10:00"}) == "2020-06-08T10:00"


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("long and secret\n", encoding="utf-8")
    assert env.read("SECRET_KEY", {"SECRET_KEY_FILE": str(file)}) == "long and secret"


def test_a_secret_in_the_environment_itself_wins_over_the_file(tmp_path: Path) -> None:
    given = {"SECRET_KEY": "short", "SECRET_KEY_FILE": str(tmp_path / "absent")}
    assert env.read("SECRET_KEY", given) == "short"


def test_a_secrets_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(env.BadSetting, match="SECRET_KEY_FILE can't be read"):
        env.read("SECRET_KEY", {"SECRET_KEY_FILE": str(tmp_path / "absent")})


def test_what_is_no_secret_is_not_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "icp"
    file.write_text("京ICP备00000000号", encoding="utf-8")
    assert env.read("ICP", {"ICP_FILE": str(file)}) == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres:///portal", {"NAME": "portal", "USER": "", "HOST": "", "PORT": ""}),
        (
            "postgresql://an:p%40ss@db.example.org:5433/portal",
            {
                "NAME": "portal",
                "USER": "an",
                "PASSWORD": "p@ss",
                "HOST": "db.example.org",
                "PORT": "5433",
            },
        ),
        (
            "postgres://postgres@/portal?host=/run/sockets&port=5444",
            {"NAME": "portal", "USER": "postgres", "HOST": "/run/sockets", "PORT": "5444"},
        ),
        ("postgres://db", {"NAME": "portal", "HOST": "db"}),
    ],
)
def test_a_database_is_named_by_its_url(url: str, expected: dict[str, str]) -> None:
    read = env.database(url)
    assert {key: read[key] for key in expected} == expected


def test_a_password_beside_the_url_wins_over_the_one_in_it() -> None:
    assert env.database("postgres://an:in@db/portal", "p@ss/w")["PASSWORD"] == "p@ss/w"
    assert env.database("postgres://an:in@db/portal")["PASSWORD"] == "in"


def test_only_a_proxy_of_ours_is_believed_that_a_visitor_came_by_tls() -> None:
    assert env.tls_header(secure=True, proxies=1) == ("HTTP_X_FORWARDED_PROTO", "https")
    assert env.tls_header(secure=False, proxies=1) is None
    with pytest.raises(env.BadSetting, match="SECURE=1 needs TRUSTED_PROXIES"):
        env.tls_header(secure=True, proxies=0)


@pytest.mark.parametrize("url", ["sqlite:///portal.db", "mysql://db/portal", "portal"])
def test_no_other_database_is_taken(url: str) -> None:
    with pytest.raises(env.BadSetting, match="postgres://"):
        env.database(url)


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/1"),
        ("redis://127.0.0.1:6379", "redis://127.0.0.1:6379/1"),
        ("redis+socket:///run/valkey.sock", "unix:///run/valkey.sock?db=1"),
    ],
)
def test_the_cache_lives_beside_the_broker(broker: str, cache: str) -> None:
    assert env.cache_url(broker) == cache


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "",
            {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "FILE_PATH": "/d/mail"},
        ),
        ("file:///var/mail%20out", {"FILE_PATH": "/var/mail out"}),
        (
            "smtp://mail.example.org",
            {"HOST": "mail.example.org", "PORT": 25, "USE_TLS": False, "USE_SSL": False},
        ),
        (
            "smtp+tls://an%40example.org:p%2Fw@mail.example.org:2525",
            {
                "BACKEND": "association.base.channels.EmailBackend",
                "HOST_USER": "an@example.org",
                "HOST_PASSWORD": "p/w",
                "PORT": 2525,
                "USE_TLS": True,
                "USE_SSL": False,
            },
        ),
        ("smtps://mail.example.org", {"PORT": 465, "USE_TLS": False, "USE_SSL": True}),
    ],
)
def test_a_mail_server_is_named_by_its_url(url: str, expected: dict[str, object]) -> None:
    read = env.email(url, Path("/d"))
    assert {key: read[key] for key in expected} == expected


@pytest.mark.parametrize("url", ["imap://mail", "smtp://", "mail.example.org", "smtp://m:port"])
def test_a_mail_server_that_cannot_be_read_stops_the_start(url: str) -> None:
    with pytest.raises(env.BadSetting, match="EMAIL_URL"):
        env.email(url, Path("/d"))


def test_a_bad_value_stops_the_start_with_one_sentence_and_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import association.settings"],
        cwd=source.ROOT,
        env={"DEBUG": "maybe", "PATH": "", "PYTHONPATH": str(source.ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "DEBUG='maybe' can't be read: write 1 or 0. "
        "Django's debug pages. Never on a machine that others reach.\n"
    )


def test_a_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    command = "import association.settings as s; print(s.SECRET_KEY)"
    keys = {
        subprocess.run(
            [sys.executable, "-c", command],
            cwd=source.ROOT,
            env={"DATA_DIR": str(tmp_path / "new"), "PATH": "", "PYTHONPATH": str(source.ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    }
    assert len(keys) == 1
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]
