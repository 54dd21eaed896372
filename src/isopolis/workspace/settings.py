"""Django's settings, made from the operator's configuration."""

from __future__ import annotations

import os
from pathlib import Path

from isopolis.workspace.configuration import read_configuration

CONFIGURATION = read_configuration(os.environ)
HERE = Path(__file__).parent

DEBUG = CONFIGURATION.debug
SECRET_KEY = CONFIGURATION.secret_key
ALLOWED_HOSTS = list(CONFIGURATION.hosts)
ROOT_URLCONF = "isopolis.workspace.urls"
WSGI_APPLICATION = "isopolis.workspace.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "sign-in"

INSTALLED_APPS = [
    "isopolis.workspace.site",
    "isopolis.workspace.people",
    "isopolis.workspace.process",
    "isopolis.workspace.thread",
    "isopolis.workspace.barriers",
    "isopolis.workspace.api",
    "isopolis.workspace.exchange",
    "isopolis.workspace.tasks",
    "isopolis.workspace.measure",
    "isopolis.workspace.learn",
    "isopolis.workspace.practices",
    "isopolis.workspace.funds",
    "isopolis.workspace.peers",
    "isopolis.workspace.decide",
    "isopolis.workspace.lottery",
    "isopolis.workspace.engagement",
    "isopolis.workspace.budgets",
    "isopolis.workspace.plan",
    "isopolis.workspace.facilitation",
    "isopolis.workspace.priorities",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "isopolis.workspace.site.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "isopolis.workspace.site.errors.WordsForAWrongMethod",
    "isopolis.workspace.people.gate.Gate",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # a word of ours for a choice that is not made

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "isopolis.workspace.site.context.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",  # of django.forms
                    ],
                )
            ],
        },
    }
]

# SQLite: writers wait in line from the start of their transaction (IMMEDIATE), not in its middle.
# FULL: a confirmed write is on the disk even when the power goes.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": CONFIGURATION.data / "workspace.sqlite3",
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
}
DATABASES = {"default": CONFIGURATION.database or SQLITE}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
SECOND_FACTOR = CONFIGURATION.second_factor
OIDC = CONFIGURATION.oidc

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [CONFIGURATION.data / "catalogues"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 31_536_000
FORMAT_MODULE_PATH = ["isopolis.workspace.site.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

MEDIA_ROOT = CONFIGURATION.data / "files"  # uploads; given out by views behind the gate only
STATIC_URL = "/static/"
STATIC_ROOT = CONFIGURATION.data / "static"
STATICFILES_DIRS = [HERE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "isopolis.workspace.site.installed_assets.InstalledAssets",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CONFIGURATION.https
SESSION_COOKIE_AGE = 1_209_600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "isopolis.workspace.site.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.address]
SECURE_SSL_REDIRECT = False  # the proxy that holds the certificate redirects
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.behind_proxy else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # a table of 400 columns is described in one form
FILE_UPLOAD_HANDLERS = ["isopolis.workspace.site.uploads.SmallFile"]
UPLOAD_BYTES = CONFIGURATION.upload_mb * 1_000_000
TASK_MEMORY_MB = CONFIGURATION.task_memory_mb
DATA = CONFIGURATION.data
BEHIND_PROXY = CONFIGURATION.behind_proxy
ADDRESS = CONFIGURATION.address

DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.mail_from
if CONFIGURATION.smtp:
    globals().update(CONFIGURATION.smtp)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = CONFIGURATION.data / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Refusals are no news, and their addresses may hold a secret link.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
