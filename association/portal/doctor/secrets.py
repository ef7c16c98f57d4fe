"""Keys and switches: what protects the portal and what people keep in it."""

import stat
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from association.accounts import second_factor
from association.base import clock, crypto, encrypted
from association.credentials import keys, qr_key
from association.portal import keyring
from association.portal.doctor.finding import (
    LOOPBACK,
    Check,
    Finding,
    fail,
    grave_where_others_come,
    notice,
    ok,
)

SHORTEST_SECRET, FEWEST_SIGNS = 40, 10
SOON = timedelta(days=60)


def secret_key() -> Finding:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_SIGNS:
        return fail("SECRET_KEY 太短或太简单：请换成 50 个以上的随机字符（换后所有人重新登录）。")
    return ok("SECRET_KEY 够长够乱。")


def data_keys() -> Finding:
    """Every key that a row needs is here, and a value of each column opens."""
    needed = encrypted.names_in_use() | second_factor.names_in_use()
    if crypto.in_file() and not crypto.path().exists():
        if not needed:
            return ok("还没有加密过个人信息，数据密钥用到时自动生成。")
        return fail(f"数据密钥 {crypto.path()} 不见了：请从备份放回，不要另造一把。")
    if lost := needed - {key.name for key in crypto.keyring()}:
        return fail(f"缺少数据密钥 {'、'.join(sorted(lost))}：请从备份放回旧密钥文件的内容。")
    if broken := [field.context for field in encrypted.columns() if not _opens(field)]:
        return fail(f"{broken[0]} 里有值解不开：请核对数据密钥是否被改过，从备份放回。")
    return ok(f"数据密钥 {len(crypto.keyring())} 把，抽查的值都能解开。")


def _opens(field: encrypted.EncryptedTextField) -> bool:
    rows = field.model._base_manager.exclude(**{f"{field.name}__isnull": True})
    values = rows.order_by("-pk").values_list(field.name, flat=True)[:20]
    return not any(isinstance(value, encrypted.Unreadable) for value in values)


def signing_key() -> Finding:
    if not settings.CREDENTIAL_P12 and not keys.own_path().exists():
        return fail("还没有签名密钥：请运行 manage.py migrate，它会生成一把。")
    try:
        certificate = keys.signer().signing_cert
        if qr_key.path().exists():  # else it is made when a code is first signed
            qr_key.private()
    except (keys.KeyUnreadableError, ValueError, OSError) as error:
        return fail(f"签名密钥读不出来：{error} 请核对文件，或从备份放回。")
    until = certificate.not_valid_after
    if until < clock.now():
        return fail(f"签名证书 {until:%Y-%m-%d} 已到期：请换一张（CREDENTIAL_P12），再重启。")
    if until < clock.now() + SOON:
        return notice(f"签名证书 {until:%Y-%m-%d} 到期：请准备下一张。")
    return ok(f"签名密钥可用，证书到 {until:%Y-%m-%d}。")


def public_url() -> Finding:
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if host in LOOPBACK:
        return grave_where_others_come(
            f"PUBLIC_URL 是 {settings.PUBLIC_URL}，印在证书二维码里别人打不开：请设为公开的网址。"
        )
    return ok(f"二维码和通知里的网址是 {settings.PUBLIC_URL}。")


def switches() -> Finding:
    """What is handy for a look around and dangerous where others come."""
    loose = [
        sentence
        for wrong, sentence in (
            (settings.DEBUG, "DEBUG=1 会把内部信息给人看，请去掉"),
            (settings.DEMO, "DEMO=1 会公布演示账号的密码，请去掉"),
            (not settings.REQUIRE_SECOND_FACTOR, "REQUIRE_SECOND_FACTOR=0，请改为 1"),
            (not settings.SECURE, "SECURE=0，登录信息不加密传输，请在 TLS 后设为 1"),
        )
        if wrong
    ]
    if loose:
        return grave_where_others_come("；".join(loose) + "。")
    return ok("没有开着演示或调试用的开关。")


def permissions() -> Finding:
    folder = Path(settings.DATA_DIR)
    if folder.stat().st_mode & stat.S_IWOTH:
        return fail(f"{folder} 人人可写：请运行 chmod o-w {folder}。")
    for path in keyring.files().values():
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return fail(f"密钥 {path} 别人也能读：请运行 chmod 600 {path}。")
    return ok("密钥只有门户自己能读。")


def uploads() -> Finding:
    """Whether a file can be written there, by whoever runs this command."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"doctor")
    except OSError as error:
        return fail(f"上传的文件存不进 {folder}：{error.strerror}。请检查权限和空间。")
    return ok(f"上传的文件存得进 {folder}。")


CHECKS: dict[str, Check] = {
    "SECRET_KEY": secret_key,
    "数据密钥": data_keys,
    "签名密钥": signing_key,
    "公开网址": public_url,
    "开关": switches,
    "权限": permissions,
    "上传目录": uploads,
}
