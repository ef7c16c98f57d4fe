"""One settings file; everything that differs between machines is an option of ``association.env``.

Apps, middleware and tasks are named here by string only: this module imports no app.
"""

import os
import secrets
import tomllib
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab

from association import env

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
DATA_DIR: Path = env.read("DATA_DIR")

DEBUG: bool = env.read("DEBUG")
DEMO: bool = env.read("DEMO")
ALLOWED_HOSTS: list[str] = env.read("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env.read("CSRF_TRUSTED_ORIGINS")
MAINTENANCE: bool = env.read("MAINTENANCE")
LAUNCH_NONCE: str = env.read("LAUNCH_NONCE")
CLOCK: str = env.read("CLOCK")
SYMPTOMS_TOLD: list[str] = env.read("SYMPTOMS_TOLD")


def _secret_key() -> str:
    """From the environment, else from DATA_DIR/secret.key, made once and readable by us alone."""
    if given := env.read("SECRET_KEY"):
        return given
    path = DATA_DIR / "secret.key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        draft = DATA_DIR / f"secret.key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # atomic, and loses to whoever was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DATA_KEYS: str = env.read("DATA_KEYS")

# --- The association -------------------------------------------------------------------------
ASSOCIATION_NAME: str = env.read("ASSOCIATION_NAME")
CONTACT: str = env.read("CONTACT")
DUES_ACCOUNT: str = env.read("DUES_ACCOUNT")
MEMBER_NUMBER_PREFIX: str = env.read("MEMBER_NUMBER_PREFIX")
LAPSE_AFTER_YEARS: int = env.read("LAPSE_AFTER_YEARS")
ICP: str = env.read("ICP")
IPV6: bool = env.read("IPV6")
PUBLIC_URL: str = env.read("PUBLIC_URL")

# --- Apps ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "association.apps.AssociationConfig",
    "association.portal.apps.PortalAdminConfig",  # stands for django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "django_prose_editor",  # its files alone: the page has no script in it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "association.base",
    "association.accounts",
    "association.credentials",
    "association.questionnaires",
    "members",
    "training",
    "standardization",
    "bulletin",
    "association.portal.apps.PortalConfig",  # last: what it does after a migration leans on all
]

MIDDLEWARE = [
    "association.base.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "association.base.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "association.portal.outage.Maintenance",
    "association.base.middleware.NoNulls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "association.accounts.middleware.SessionEnds",
    "association.accounts.middleware.SecondFactor",
]

ROOT_URLCONF = "association.urls"
WSGI_APPLICATION = "association.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "association.portal.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "association.base.forms.Renderer"

# --- Database, cache, broker -----------------------------------------------------------------
DATABASE_URL: str = env.read("DATABASE_URL") or "postgres:///portal"
REDIS_URL: str = env.read("REDIS_URL") or "redis://127.0.0.1:6379/0"

DATABASES = {"default": env.database(DATABASE_URL, env.read("DATABASE_PASSWORD"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.cache_url(REDIS_URL),
        "KEY_PREFIX": "portal",
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message is a bell, not the work: once heard it is done with. What nobody heard, or a dead worker
# left, is found by the sweepers. Late acknowledgement would not help there, and a worker that still
# owes one when the broker goes away ends for good (Celery 5.7 with Redis).
CELERY_BROKER_TRANSPORT_OPTIONS = {"ack_emulation": False}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines look like all others
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "base.seal-audit": {"task": "base.seal_audit", "schedule": timedelta(seconds=30)},
    "members.follow-certificates": {
        "task": "members.follow_certificates",
        "schedule": timedelta(hours=1),
    },
    "base.ring-waiting-jobs": {
        "task": "base.ring_waiting_jobs",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},  # what nobody heard in time needs no echo: the next one comes
    },
    "base.send-waiting": {
        "task": "base.send_waiting",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},
    },
    "bulletin.remind": {"task": "bulletin.remind", "schedule": timedelta(hours=1)},
    "members.remind": {"task": "members.remind", "schedule": timedelta(hours=1)},
    "members.follow-needs": {"task": "members.follow_needs", "schedule": timedelta(hours=1)},
    "standardization.remind": {"task": "standardization.remind", "schedule": timedelta(hours=1)},
    "standardization.run_clocks": {
        "task": "standardization.run_clocks",
        "schedule": timedelta(hours=1),
    },
    "training.remind": {"task": "training.remind", "schedule": timedelta(hours=1)},
    "training.tell_certificates": {
        "task": "training.tell_certificates",
        "schedule": timedelta(minutes=1),
    },
    "bulletin.keep-reads": {"task": "bulletin.keep_reads", "schedule": timedelta(minutes=1)},
    "bulletin.check-links": {"task": "bulletin.check_links", "schedule": timedelta(minutes=10)},
    "bulletin.publish-due": {"task": "bulletin.publish_due", "schedule": timedelta(minutes=1)},
    "bulletin.follow-mailings": {
        "task": "bulletin.follow_mailings",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "members.check-invariants": {
        "task": "members.check_invariants",
        "schedule": crontab(hour=3, minute=20),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- Sign-in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["association.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "association.accounts.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of older accounts, until they sign in
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "phone", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60  # the life of a link for choosing a password
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "association.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "association.accounts.forms.LoginForm",
    "change_password": "association.accounts.forms.ChangePasswordForm",
    "reauthenticate": "association.accounts.forms.ReauthenticateForm",
}
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGIN_METHODS = {"username", "phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "phone", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/900s/key", "login": "60/m/ip"}
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.read("TRUSTED_PROXIES")

# --- Second factor and sessions --------------------------------------------------------------
REQUIRE_SECOND_FACTOR: bool = env.read("REQUIRE_SECOND_FACTOR")
MFA_ADAPTER = "association.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "association.accounts.forms.CodeForm",
    "reauthenticate": "association.accounts.forms.CodeAgainForm",
    "activate_totp": "association.accounts.forms.FirstCodeForm",
    "add_webauthn": "association.accounts.forms.PasskeyForm",
    "edit_webauthn": "association.accounts.forms.PasskeyNameForm",
}
MFA_TOTP_ISSUER = ASSOCIATION_NAME
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are opened by invitation: no address to verify

STAFF_IDLE = timedelta(minutes=env.read("STAFF_IDLE_MINUTES"))
MEMBER_IDLE = timedelta(minutes=env.read("MEMBER_IDLE_MINUTES"))
SESSION_LIFE = timedelta(hours=env.read("SESSION_HOURS"))
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(SESSION_LIFE.total_seconds())
CSRF_FAILURE_VIEW = "association.portal.errors.csrf_failure"

# --- The API -----------------------------------------------------------------------------------
API_PER_MINUTE: int = env.read("API_PER_MINUTE")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["association.accounts.api.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["association.accounts.api.ScopeRequired"],
    "DEFAULT_THROTTLE_CLASSES": ["association.accounts.api.PerToken"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "association.base.api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is no step of a read-only API
    "EXCEPTION_HANDLER": "association.base.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "会员系统接口",
    "DESCRIPTION": "供其他系统读取会员、会费、会费标准和明细账，判断申报条件，计算评审得分。什么都不写入。",
    "VERSION": "1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "MemberState": "members.enums.MemberState",
        "OrganisationType": "members.enums.OrganisationType",
        "Position": "members.enums.Position",
        "Tier": "members.enums.Tier",
        "ContactRole": "members.enums.ContactRole",
        "DuesStatus": "members.enums.DuesLabel",
        "EntryKind": "members.enums.EntryKind",
        "StandardState": "members.enums.StandardState",
        "Proration": "members.enums.Proration",
        "ResolutionBody": "members.models.Resolution.Body",
    },
}

# --- Headers ---------------------------------------------------------------------------------
SECURE: bool = env.read("SECURE")
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE
# Probes come from within, past the proxy that ends TLS: sending them to https: would fail them.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_PROXY_SSL_HEADER = env.tls_header(SECURE, ALLAUTH_TRUSTED_PROXY_COUNT)

# --- Signatures ------------------------------------------------------------------------------
CREDENTIAL_P12: str = env.read("CREDENTIAL_P12")
CREDENTIAL_P12_PASSWORD: str = env.read("CREDENTIAL_P12_PASSWORD")

# --- Language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "association" / "base" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.read("STATIC_ROOT") or DATA_DIR / "staticfiles")
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FONTS_DIR: str = env.read("FONTS_DIR")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a report's tables send a field for each cell
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks by the plain name: half to compress

# --- E-mail ----------------------------------------------------------------------------------
_MAIL = env.email(env.read("EMAIL_URL"), DATA_DIR)
EMAIL_BACKEND, EMAIL_FILE_PATH = _MAIL["BACKEND"], _MAIL["FILE_PATH"]
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER = _MAIL["HOST"], _MAIL["PORT"], _MAIL["HOST_USER"]
EMAIL_HOST_PASSWORD = env.read("EMAIL_PASSWORD") or _MAIL["HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL["USE_TLS"], _MAIL["USE_SSL"]
EMAIL_TIMEOUT = 60  # a server that looks for viruses first may take its time
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.read("EMAIL_FROM")

_LINE = {"json": "association.base.logs.Json", "text": "association.base.logs.Text"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": _LINE[env.read("LOG_FORMAT")]}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},  # one line per request, one per task
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # what is below is in the request's own line
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
