"""What an operator is told, and that each sentence names the mend."""

import json
import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from association.base import clock, crypto, heartbeats, pdf
from association.base.models import Heartbeat
from association.credentials import keys
from association.portal.doctor import printing, secrets, servers, work
from association.portal.doctor.finding import Finding, Level
from association.portal.management.commands.doctor import CHECKS
from members.models import Member, ReminderRule
from tests.factories import members

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db


@pytest.fixture
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ALLOWED_HOSTS = ["localhost"]
    return tmp_path


def assert_found(found: Finding, level: Level, *words: str) -> None:
    assert found.level == level, found.sentence
    for word in words:
        assert word in found.sentence


def test_a_portal_in_order_has_nothing_that_must_be_mended(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.prepare()
    call_command("doctor", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["failed"] == []
    assert [row["name"] for row in answer["findings"]] == list(CHECKS)
    told = {row["name"]: row["level"] for row in answer["findings"]}
    for name in ("数据库", "结构", "时钟", "消息代理", "Pango", "字体", "试印", "签名密钥"):
        assert told[name] == "ok", answer["findings"]
    assert told["备份"] == told["邮件"] == told["提醒"] == "notice"


def test_what_must_be_mended_ends_it_with_one_sentence(
    own_folder: Path, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    keys.prepare()
    settings.SECRET_KEY = "too short"
    with pytest.raises(CommandError, match=r"^1 项不行：SECRET_KEY。$"):
        call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(CHECKS)
    assert any(line.startswith("不行\tSECRET_KEY：SECRET_KEY 太短") for line in lines)
    assert any(line.startswith("OK\t数据库：PostgreSQL 18") for line in lines)


def test_without_a_database_the_rest_is_looked_at_all_the_same(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        given = {
            "DATABASE_URL": f"postgres://portal@127.0.0.1:{closed.getsockname()[1]}/portal",
            "REDIS_URL": os.environ["REDIS_URL"],
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "association.settings",
        }
        done = subprocess.run(
            [sys.executable, "manage.py", "doctor", "--json"],
            cwd=ROOT,
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = {row["name"]: row for row in json.loads(done.stdout)["findings"]}
    assert told["数据库"]["level"] == "fail"
    assert "查不下去（OperationalError）" in told["数据库"]["sentence"]
    assert told["试印"]["level"] == told["消息代理"]["level"] == "ok"


class TestPrinting:
    def test_a_missing_face_is_told(self, settings: Settings, tmp_path: Path) -> None:
        settings.FONTS_DIR = str(tmp_path)
        assert_found(printing.faces(), Level.FAIL, "中文字体不全", "make run")

    def test_a_face_without_a_sign_of_our_name_is_told(self, settings: Settings) -> None:
        settings.ASSOCIATION_NAME = "联合会\U00013000"
        assert_found(printing.faces(), Level.FAIL, "缺字")

    def test_a_torn_face_is_told(self, settings: Settings, tmp_path: Path) -> None:
        whole = pdf.faces()
        for path in whole.values():
            (tmp_path / path.name).write_bytes(path.read_bytes()[:1000])
        settings.FONTS_DIR = str(tmp_path)
        assert_found(printing.faces(), Level.FAIL, "读不出来")

    def test_signs_without_outlines_are_no_ink(self, settings: Settings) -> None:
        settings.ASSOCIATION_NAME = "联合会\u3000\u2003"
        assert_found(printing.ink(), Level.FAIL, "没有笔画", "FONTS_DIR")


class TestServers:
    def test_a_migration_that_waits_is_told(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("delete from django_migrations where name like '%_heartbeats'")
        assert_found(servers.migrations(), Level.FAIL, "_heartbeats 起", "manage.py migrate")

    def test_a_database_newer_than_the_code_is_a_notice(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into django_migrations (app, name, applied) values ('base', '9999', now())"
            )
        assert_found(servers.migrations(), Level.NOTICE, "base 9999")

    def test_a_clock_of_another_year_is_a_notice(self, settings: Settings) -> None:
        settings.CLOCK = "2020-06-08"
        assert_found(servers.clock(), Level.NOTICE, "CLOCK=2020-06-08")

    def test_a_broker_that_is_away_is_told(self, settings: Settings) -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        assert_found(servers.broker(), Level.FAIL, "REDIS_URL")


class TestSecrets:
    @pytest.fixture
    def public(self, settings: Settings) -> Settings:
        settings.ALLOWED_HOSTS = ["portal.example.org"]
        settings.REQUIRE_SECOND_FACTOR = True
        settings.SECURE = True
        return settings

    def test_a_loopback_address_in_the_qr_code_is_grave_where_others_come(
        self, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = ["localhost"]
        assert_found(secrets.public_url(), Level.NOTICE, "二维码")
        settings.ALLOWED_HOSTS = ["portal.example.org"]
        assert_found(secrets.public_url(), Level.FAIL, "PUBLIC_URL")
        settings.PUBLIC_URL = "https://portal.example.org"
        assert_found(secrets.public_url(), Level.OK)

    @pytest.mark.parametrize(
        ("switch", "value"),
        [("DEBUG", True), ("DEMO", True), ("REQUIRE_SECOND_FACTOR", False), ("SECURE", False)],
    )
    def test_a_switch_of_the_demo_is_grave_where_others_come(
        self, public: Settings, switch: str, value: bool
    ) -> None:
        assert_found(secrets.switches(), Level.OK)
        setattr(public, switch, value)
        assert_found(secrets.switches(), Level.FAIL, switch)

    def test_a_lost_data_key_is_told_and_no_other_is_made(
        self, own_folder: Path, antai: Member
    ) -> None:
        assert_found(secrets.data_keys(), Level.OK, "自动生成")
        members.contact(antai)
        assert_found(secrets.data_keys(), Level.OK, "1 把")
        crypto.path().unlink()
        assert_found(secrets.data_keys(), Level.FAIL, "从备份放回")
        assert not crypto.path().exists()
        crypto.add_key()
        assert_found(secrets.data_keys(), Level.FAIL, "缺少数据密钥")

    def test_a_value_that_does_not_open_is_told(self, own_folder: Path, antai: Member) -> None:
        contact = members.contact(antai)
        with connection.cursor() as cursor:
            cursor.execute(
                "update members_contact set mobile = overlay(mobile placing 'AAAA' from 40)"
                " where id = %s",
                [contact.pk],
            )
        assert_found(secrets.data_keys(), Level.FAIL, "members.contact.mobile")

    def test_a_signing_key_that_is_none_is_told(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "key.p12").write_bytes(b"no key")
        settings.CREDENTIAL_P12 = str(tmp_path / "key.p12")
        assert_found(secrets.signing_key(), Level.FAIL, "CREDENTIAL_P12")

    def test_a_certificate_is_told_before_it_runs_out(self, own_folder: Path) -> None:
        keys.prepare()
        with clock.at(clock.now() + keys.LIFE - timedelta(days=30)):
            assert_found(secrets.signing_key(), Level.NOTICE, "准备下一张")
        with clock.at(clock.now() + keys.LIFE + timedelta(days=1)):
            assert_found(secrets.signing_key(), Level.FAIL, "已到期")

    def test_a_key_that_others_can_read_is_told(self, own_folder: Path) -> None:
        path = keys.prepare()
        assert_found(secrets.permissions(), Level.OK)
        path.chmod(0o640)
        assert_found(secrets.permissions(), Level.FAIL, f"chmod 600 {path}")

    def test_a_folder_that_takes_no_file_is_told(self, own_folder: Path) -> None:
        assert_found(secrets.uploads(), Level.OK)
        assert list((own_folder / "files").iterdir()) == []
        (own_folder / "files").rmdir()
        (own_folder / "files").write_text("in the way")
        assert_found(secrets.uploads(), Level.FAIL, "权限")


class TestWork:
    def test_a_backup_that_is_too_old_is_told(self) -> None:
        assert_found(work.backup(), Level.NOTICE, "还没有做过备份", "manage.py backup")
        heartbeats.note(heartbeats.BACKUP)
        assert_found(work.backup(), Level.OK)
        Heartbeat.objects.update(at=clock.now() - timedelta(hours=30))
        assert_found(work.backup(), Level.NOTICE, "30 小时前")

    def test_beat_is_told_to_be_silent(self) -> None:
        assert_found(work.beat(), Level.NOTICE, "从未")

    def test_mail_that_goes_nowhere_is_told(self, settings: Settings) -> None:
        assert_found(work.mail(), Level.NOTICE, "EMAIL_URL")
        settings.EMAIL_FILE_PATH, settings.EMAIL_HOST = "", "mail.example.org"
        assert_found(work.mail(), Level.NOTICE, "EMAIL_FROM")
        settings.DEFAULT_FROM_EMAIL = "portal@example.org"
        assert_found(work.mail(), Level.OK, "mail.example.org")

    def test_reminders_that_are_off_are_told(self) -> None:
        assert_found(work.reminders(), Level.NOTICE, "都没有启用")
        rule = ReminderRule.objects.first()
        assert rule is not None
        ReminderRule.objects.filter(pk=rule.pk).update(active=True, switched_on_at=clock.now())
        assert_found(work.reminders(), Level.OK, "1／")
