"""Database, broker and clock: whether they are what the portal needs."""

import time

import redis
from django.conf import settings
from django.db import connection

from association.base import schema
from association.base.backup import programs
from association.base.errors import Refused
from association.portal import readiness
from association.portal.doctor.finding import Check, Finding, fail, notice, ok

OLDEST_POSTGRES = 14
CROWDED = 0.8
SKEW_NOTICE, SKEW_FAIL = 2.0, 60.0
PLAIN = {"C", "POSIX", "C.UTF-8", "C.utf8"}


def _row(sql: str) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def database() -> Finding:
    major = programs.server_major()
    encoding, collation, kind = _row(
        "select pg_encoding_to_char(encoding), datcollate, datctype from pg_database"
        " where datname = current_database()"
    )
    if major < OLDEST_POSTGRES:
        return fail(f"PostgreSQL {major} 太旧，至少要 {OLDEST_POSTGRES}：请升级服务器。")
    if encoding != "UTF8":
        return fail(f"数据库编码是 {encoding}：请用 UTF8 新建数据库，再恢复备份。")
    if {collation, kind} - PLAIN:
        return notice(
            f"PostgreSQL {major}，排序规则是 {collation}：操作系统升级后须 REINDEX。"
            "新建数据库时请用 C.UTF-8。"
        )
    return ok(f"PostgreSQL {major}，{encoding}，排序规则 {collation}。")


def connections() -> Finding:
    used, most = _row(
        "select count(*), current_setting('max_connections')::int from pg_stat_activity"
        " where backend_type = 'client backend'"
    )
    if used > CROWDED * most:
        return notice(f"连接已用 {used}／{most}：请调高 max_connections 或减少进程。")
    return ok(f"连接 {used}／{most}。")


def migrations() -> Finding:
    if missing := schema.missing():
        app, name = missing[0]
        return fail(
            f"还有 {len(missing)} 步升级没有做（{app} {name} 起）：请运行 manage.py migrate。"
        )
    if newer := schema.unknown(schema.applied()):
        app, name = min(newer)
        return notice(f"数据库比程序新（有 {app} {name}）：升级完成前可以，此后请更新程序。")
    return ok("数据库的结构与程序一致。")


def clock() -> Finding:
    if settings.CLOCK:
        return notice(f"CLOCK={settings.CLOCK}：门户的时钟停在别处，只供演示。正式使用请去掉。")
    before = time.monotonic()
    (there,) = _row("select extract(epoch from clock_timestamp())::float8")
    here = time.clock_gettime(time.CLOCK_REALTIME) - (time.monotonic() - before) / 2
    skew = abs(float(there) - here)
    if skew > SKEW_NOTICE:
        found = fail if skew > SKEW_FAIL else notice
        return found(f"本机与数据库的时钟相差 {skew:.0f} 秒：请在两台机器上启用 NTP 校时。")
    return ok("本机与数据库的时钟一致。")


def broker() -> Finding:
    if not readiness.broker().ok:
        return fail("消息代理没有应答：请核对 REDIS_URL，并确认 Valkey（Redis）在运行。")
    try:
        with readiness.broker_client() as client:
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "")
    except redis.RedisError:
        return ok("消息代理有应答；它不让看设置，请自行确认 maxmemory-policy 是 noeviction。")
    if policy != "noeviction":
        return notice(f"消息代理的 maxmemory-policy 是 {policy}：请改为 noeviction，以免丢掉会话。")
    return ok("消息代理有应答。")


def backup_programs() -> Finding:
    try:
        folder = programs.find(programs.server_major())
    except Refused as refusal:
        return fail(f"做不了备份：{refusal.message}")
    return ok(f"备份用的程序在 {folder}。")


CHECKS: dict[str, Check] = {
    "数据库": database,
    "连接数": connections,
    "结构": migrations,
    "时钟": clock,
    "消息代理": broker,
    "备份程序": backup_programs,
}
