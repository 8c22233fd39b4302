"""Settings: from the environment, safe for development, one file."""

import os
from pathlib import Path

from huiliu.config.database import databases, named
from huiliu.core.secret_files import made_once
from huiliu.exchange.workbook.limits import MEGABYTE, Limits

BASE_DIR = Path(__file__).resolve().parent.parent.parent
HUILIU_VAR = Path(os.environ.get("HUILIU_VAR") or BASE_DIR / "var").resolve()
HUILIU_KEYS = Path(os.environ.get("HUILIU_KEYS") or HUILIU_VAR / "keys")
HUILIU_REAL_DATABASE = named()
"""Codes are printed to the console only where no real database is configured."""

DEBUG = False
SECRET_KEY = made_once(HUILIU_KEYS / "django.key", size=48).hex()
ALLOWED_HOSTS = os.environ.get("HUILIU_HOSTS", "127.0.0.1 localhost [::1]").split()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "procrastinate.contrib.django",
    "huiliu.core",
    "huiliu.audit",
    "huiliu.accounts",
    "huiliu.organisations",
    "huiliu.access",
    "huiliu.people",
    "huiliu.stays",
    "huiliu.needs",
    "huiliu.contact",
    "huiliu.exchange",
    "huiliu.insight",
    "huiliu.web",
    "huiliu.commands",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "huiliu" / "locale"]
TIME_ZONE = os.environ.get("HUILIU_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

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
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

ROSTER_JOB_ROWS = int(os.environ.get("HUILIU_ROSTER_JOB_ROWS", "20000"))
"""Above this many rows a roster is a job."""
HUILIU_DISTRIBUTED = bool(os.environ.get("HUILIU_DISTRIBUTED"))
"""Set on a distributed server, where a temporary table cannot feed a sharded one."""
HUILIU_UNDO_DAYS = int(os.environ.get("HUILIU_UNDO_DAYS", "30"))
"""How long a batch can be taken back with one action."""
HUILIU_CITY = os.environ.get("HUILIU_CITY", "武汉")
"""What rosters call this city."""
HUILIU_ROSTER_LIMITS = Limits(
    file_size=int(os.environ.get("HUILIU_ROSTER_MEGABYTES", "10")) * MEGABYTE,
    rows=int(os.environ.get("HUILIU_ROSTER_ROWS", "200000")),
    columns=int(os.environ.get("HUILIU_ROSTER_COLUMNS", "256")),
    child_memory=int(os.environ.get("HUILIU_READER_MEGABYTES", "512")) * MEGABYTE,
    child_seconds=int(os.environ.get("HUILIU_READER_SECONDS", "60")),
)
"""How large a roster may be, and what reading it may cost."""
