"""Settings: from the environment, safe for development, one file."""

import os
from pathlib import Path

from huiliu.config.database import databases, named
from huiliu.config.embedded_user import client_programs
from huiliu.config.environment import networks, number, one_of, switch, time_zone
from huiliu.config.faults import TOLD
from huiliu.core.secret_files import made_once
from huiliu.exchange.workbook.limits import MEGABYTE, Limits

BASE_DIR = Path(__file__).resolve().parent.parent.parent
HUILIU_VAR = Path(os.environ.get("HUILIU_VAR") or BASE_DIR / "var").resolve()
HUILIU_KEYS = Path(os.environ.get("HUILIU_KEYS") or HUILIU_VAR / "keys")
HUILIU_ROOTS = Path(os.environ.get("HUILIU_ROOTS") or HUILIU_VAR / "roots")
"""Where the sealer writes what has to be known outside the database."""
HUILIU_REAL_DATABASE = named()
"""Codes are printed to the console only where no real database is configured."""

DEBUG = False
SECRET_KEY = made_once(HUILIU_KEYS / "django.key", size=48).hex()
ALLOWED_HOSTS = os.environ.get("HUILIU_HOSTS", "127.0.0.1 localhost [::1]").split()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "procrastinate.contrib.django",
    "huiliu.core",
    "huiliu.audit",
    "huiliu.accounts",
    "huiliu.organisations",
    "huiliu.places",
    "huiliu.access",
    "huiliu.people",
    "huiliu.stays",
    "huiliu.needs",
    "huiliu.contact",
    "huiliu.exchange",
    "huiliu.insight",
    "huiliu.rights",
    "huiliu.web",
    "huiliu.commands",
]
MIDDLEWARE = [
    # The first four write headers; whoever answers before the pages do answers behind them.
    "huiliu.web.kit.strict_headers.StrictHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "huiliu.web.kit.limits.LimitMiddleware",
    "huiliu.web.kit.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "huiliu.config.urls"
WSGI_APPLICATION = "huiliu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "huiliu" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "huiliu.web.kit.surroundings.surroundings",
            ],
            "libraries": {"huiliu": "huiliu.web.templatetags.huiliu"},
        },
    }
]
FORM_RENDERER = "huiliu.web.kit.forms.HuiliuRenderer"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "huiliu" / "web" / "static"

DATABASES = databases(os.environ, HUILIU_VAR)
HUILIU_PROGRAMS = Path(os.environ.get("HUILIU_PROGRAMS") or client_programs())
"""Where `pg_dump` and `psql` lie, of the version of the server or a newer one."""
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["huiliu.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"

LOGGING = TOLD
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "huiliu" / "locale"]
TIME_ZONE = time_zone("HUILIU_TIME_ZONE", os.environ.get("HUILIU_TIME_ZONE", "Asia/Shanghai"))
USE_TZ = True

HUILIU_TLS = one_of("HUILIU_TLS", os.environ.get("HUILIU_TLS") or "", ("own", "proxy", ""))
"""Who speaks TLS: `own` this server, `proxy` one in front that says so by X-Forwarded-Proto."""
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(HUILIU_TLS)
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HUILIU_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HUILIU_TLS == "proxy" else None
HUILIU_COOKIES = "__Host-" if HUILIU_TLS else ""
"""How the names of cookies begin: with it browsers take them over TLS and from this host alone."""

SESSION_COOKIE_NAME = f"{HUILIU_COOKIES}session"
CSRF_COOKIE_NAME = f"{HUILIU_COOKIES}csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
"""Not in a cookie: messages name people."""
_FACTOR = os.environ.get("HUILIU_SECOND_FACTOR", "demo")
_FACTOR = one_of("HUILIU_SECOND_FACTOR", _FACTOR, ("demo", "required"))
HUILIU_SECOND_FACTOR = "required" if HUILIU_REAL_DATABASE else _FACTOR
"""`demo` offers it to whoever tries the product; it is demanded of everybody with a role else."""
HUILIU_TRUSTED_PROXIES = networks(
    "HUILIU_TRUSTED_PROXIES", os.environ.get("HUILIU_TRUSTED_PROXIES") or ""
)
"""From these alone a forwarded address is believed."""
HUILIU_CODES_OF_NETWORK = number(
    "HUILIU_CODES_OF_NETWORK", os.environ.get("HUILIU_CODES_OF_NETWORK", "10")
)
HUILIU_CODES_OF_CITY = number("HUILIU_CODES_OF_CITY", os.environ.get("HUILIU_CODES_OF_CITY", "600"))
"""How many sign-in codes are made in an hour: for one network, for everybody together."""
SESSION_ENGINE = "huiliu.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "huiliu.web.kit.refusals.form_void"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
"""Not `no-referrer`: with it browsers send forms with the origin `null`, which is refused."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }
}
SWITCHED_OFF = (
    *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "clipboard-read"),
    *("compute-pressure", "display-capture", "encrypted-media", "fullscreen", "gamepad"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer"),
    *("microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial"),
    *("usb", "window-management", "xr-spatial-tracking"),
)
"""What a browser could do for a page, and never does for one of ours."""
WHITENOISE_ALLOW_ALL_ORIGINS = False
SILENCED_SYSTEM_CHECKS: list[str] = []

FILE_UPLOAD_HANDLERS = ["huiliu.web.kit.uploads.NamelessUpload"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1
ROSTER_JOB_ROWS = number(
    "HUILIU_ROSTER_JOB_ROWS", os.environ.get("HUILIU_ROSTER_JOB_ROWS", "20000")
)
"""Above this many rows a roster is a job."""
HUILIU_DISTRIBUTED = switch("HUILIU_DISTRIBUTED", os.environ.get("HUILIU_DISTRIBUTED") or "")
"""Set on a distributed server, where a temporary table cannot feed a sharded one."""
HUILIU_UNDO_DAYS = number("HUILIU_UNDO_DAYS", os.environ.get("HUILIU_UNDO_DAYS", "30"))
"""How long a batch can be taken back with one action."""
HUILIU_CITY = os.environ.get("HUILIU_CITY", "武汉")
"""What rosters call this city."""
HUILIU_ROSTER_LIMITS = Limits(
    file_size=number("HUILIU_ROSTER_MEGABYTES", os.environ.get("HUILIU_ROSTER_MEGABYTES", "10"))
    * MEGABYTE,
    rows=number("HUILIU_ROSTER_ROWS", os.environ.get("HUILIU_ROSTER_ROWS", "200000")),
    columns=number("HUILIU_ROSTER_COLUMNS", os.environ.get("HUILIU_ROSTER_COLUMNS", "256")),
    child_memory=number("HUILIU_READER_MEGABYTES", os.environ.get("HUILIU_READER_MEGABYTES", "512"))
    * MEGABYTE,
    child_seconds=number("HUILIU_READER_SECONDS", os.environ.get("HUILIU_READER_SECONDS", "60")),
)
"""How large a roster may be, and what reading it may cost."""
