"""Every option of the portal: its name in the environment, kind, default and meaning.

``docs/settings.md`` is generated from this table (``manage.py settings_table``), and a test keeps
the two equal. A value that can't be read stops the start with a sentence. A secret may also be
given as ``NAME_FILE``, the path of a file that holds it.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """Stops the start. The message names the option and says how to mend it."""


def _boolean(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in known:
        raise ValueError("write 1 or 0")
    return known[text.lower()]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _text(text: str) -> str:
    return text


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("write a whole number, 0 or more")
    return int(text)


def _lapse_years(text: str) -> int:
    """One year by the model charter, two by the charters of most associations of the kind."""
    if text not in {"1", "2"}:
        raise ValueError("write 1 or 2")
    return int(text)


def _moment(text: str) -> str:
    if text:
        datetime.fromisoformat(text)
    return text


def _log_format(text: str) -> str:
    if text not in {"text", "json"}:
        raise ValueError("write text or json")
    return text


KINDS: dict[Callable[[str], Any], str] = {
    _boolean: "1 or 0",
    _words: "list",
    _text: "text",
    _folder: "folder",
    _count: "number",
    _lapse_years: "1 or 2",
    _moment: "moment",
    _log_format: "text or json",
}


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    read: Callable[[str], Any]
    default: str
    meaning: str
    secret: bool = False


OPTIONS = (
    Option("DEBUG", _boolean, "0", "Django's debug pages. Never on a machine that others reach."),
    Option("DEMO", _boolean, "0", "Shows demo logins on the sign-in page; loopback only."),
    Option("MAINTENANCE", _boolean, "0", "Answers every page with 503 while somebody works on it."),
    Option("DATA_DIR", _folder, ".data", "Where embedded servers, uploads and keys live."),
    Option("DATABASE_URL", _text, "", "postgres://user:password@host:port/name. Empty: embedded."),
    Option("DATABASE_PASSWORD", _text, "", "Of the user that DATABASE_URL names.", True),
    Option("REDIS_URL", _text, "", "redis://host:port/0. Empty: embedded."),
    Option("SECRET_KEY", _text, "", "Signs sessions and links. Empty: DATA_DIR/secret.key.", True),
    Option(
        "DATA_KEYS",
        _text,
        "",
        "Seal personal data: 32 bytes in base64url each, the newest first. "
        "Empty: DATA_DIR/keys/data.key.",
        True,
    ),
    Option(
        "REQUIRE_SECOND_FACTOR",
        _boolean,
        "1",
        "Staff need a second factor to work. Demo: 0.",
    ),
    Option("STAFF_IDLE_MINUTES", _count, "30", "Signs staff out after so long without a click."),
    Option("MEMBER_IDLE_MINUTES", _count, "120", "The same for everybody else."),
    Option("SESSION_HOURS", _count, "12", "Signs everybody out so long after signing in."),
    Option("HOST", _text, "127.0.0.1", "The address on which web listens."),
    Option("PORT", _count, "8000", "The port on which web listens."),
    Option(
        "DRAIN_SECONDS",
        _count,
        "0",
        "How long web goes on serving after SIGTERM while /healthz says 503, so that a proxy "
        "that asks there sends nothing new.",
    ),
    Option("STATIC_ROOT", _text, "", "Collected static files. Empty: DATA_DIR/staticfiles."),
    Option("API_PER_MINUTE", _count, "300", "How often one token of the API may ask in a minute."),
    Option("ALLOWED_HOSTS", _words, "127.0.0.1,localhost,[::1]", "Host names, comma-separated."),
    Option("CSRF_TRUSTED_ORIGINS", _words, "", "Origins with scheme, where a proxy ends TLS."),
    Option("SECURE", _boolean, "0", "Behind TLS: secure cookies and HSTS. Needs TRUSTED_PROXIES."),
    Option("TRUSTED_PROXIES", _count, "0", "How many proxies stand before the portal."),
    Option("ASSOCIATION_NAME", _text, "北京市安全生产联合会", "The name on pages and documents."),
    Option(
        "CONTACT",
        _text,
        "",
        "How to reach the secretariat (电话、地址、时间), for the footer; empty leaves it out.",
    ),
    Option(
        "DUES_ACCOUNT",
        _text,
        "",
        "Bank and account number on notices of dues; empty: they name the paper that has them.",
    ),
    Option("MEMBER_NUMBER_PREFIX", _text, "BJAL", "First part of a member number."),
    Option(
        "LAPSE_AFTER_YEARS",
        _lapse_years,
        "2",
        "Years without any payment, one after the other, after which a lapse may be proposed.",
    ),
    Option("ICP", _text, "", "The filing line in the footer; empty leaves it out."),
    Option("IPV6", _boolean, "0", "The footer says that the site can be reached by IPv6."),
    Option("PUBLIC_URL", _text, "http://127.0.0.1:8000", "Where people reach us: in QR codes."),
    Option("CLOCK", _moment, "", "The moment at which the portal starts, ISO 8601; empty: now."),
    Option("FONTS_DIR", _text, "", "The two static Chinese faces. Empty: inside the environment."),
    Option(
        "EMAIL_URL", _text, "", "smtp:, smtp+tls: or smtps://user@host:port, or file:///folder."
    ),
    Option("EMAIL_PASSWORD", _text, "", "Of the user that EMAIL_URL names.", True),
    Option("EMAIL_FROM", _text, "portal@localhost", "The sender of all mail."),
    Option("CREDENTIAL_P12", _text, "", "Path of the signing key. Empty: one of our own making."),
    Option("CREDENTIAL_P12_PASSWORD", _text, "", "Of the file that CREDENTIAL_P12 names.", True),
    Option("LOG_FORMAT", _log_format, "text", "Lines of the log for people, or one JSON a line."),
    Option(
        "SYMPTOMS_TOLD",
        _words,
        "属地疾控机构",
        "Whom to tell besides, if somebody falls ill on site; comma-separated.",
    ),
    Option("LAUNCH_NONCE", _text, "", "Given by the launcher, answered by /healthz."),
)
_BY_NAME = {option.name: option for option in OPTIONS}


def read(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """The option's value. Raises BadSetting with a sentence if it can't be read."""
    option = _BY_NAME[name]
    text = environ.get(name, "")
    path = environ.get(f"{name}_FILE", "")
    if not text and option.secret and path:
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE can't be read: {error}.") from error
    try:
        return option.read(text or option.default)
    except ValueError as error:
        raise BadSetting(f"{name}={text!r} can't be read: {error}. {option.meaning}") from error


def database(url: str, password: str = "") -> dict[str, Any]:
    """Django's settings of a Postgres URL; ``?host=/folder`` names a unix socket's folder.

    A password given beside the URL wins over the one in it.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(
            "DATABASE_URL must begin with postgres:// ; no other database is supported."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "portal",
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": password or unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(query.get("port") or parts.port or ""),
        "OPTIONS": {"connect_timeout": 5},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def tls_header(secure: bool, proxies: int) -> tuple[str, str] | None:
    """The header by which a proxy says that the visitor came by TLS; None: nobody is believed.

    Raises BadSetting for SECURE without a proxy: every request would be sent to https: for ever,
    and whoever wrote the header themselves would be believed.
    """
    if secure and not proxies:
        raise BadSetting(
            "SECURE=1 needs TRUSTED_PROXIES: TLS ends at a proxy, so say how many stand before "
            "the portal, as a rule 1; or set SECURE=0."
        )
    return ("HTTP_X_FORWARDED_PROTO", "https") if secure else None


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def email(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's settings of a mail server's URL; empty: mails are files in DATA_DIR/mail."""
    parts = urlsplit(url)
    server = parts.scheme in MAIL_PORTS and bool(parts.hostname)
    if url and not server and parts.scheme != "file":
        raise BadSetting(
            "EMAIL_URL must be smtp://, smtp+tls:// or smtps:// with a host, or file:///folder ."
        )
    try:
        port = parts.port or MAIL_PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise BadSetting(f"EMAIL_URL has no port that can be read: {error}.") from error
    kind = "association.base.channels" if server else "django.core.mail.backends.filebased"
    return {
        "BACKEND": f"{kind}.EmailBackend",
        "FILE_PATH": "" if server else unquote(parts.path) or str(data_dir / "mail"),
        "HOST": parts.hostname or "",
        "PORT": port,
        "HOST_USER": unquote(parts.username or ""),
        "HOST_PASSWORD": unquote(parts.password or ""),
        "USE_TLS": parts.scheme == "smtp+tls",
        "USE_SSL": parts.scheme == "smtps",
    }


def cache_url(redis_url: str) -> str:
    """The same server's second database, in the form that Django's cache reads."""
    if redis_url.startswith("redis+socket://"):
        return f"unix://{urlsplit(redis_url).path}?db=1"
    return redis_url.rsplit("/", 1)[0] + "/1" if redis_url.count("/") > 2 else f"{redis_url}/1"
