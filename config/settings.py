"""The one settings file. What an operator may turn is read through `env`; docs/settings.md lists it.

Three ways to run: a demo (`make run`: DEMO_MODE=1, loopback only), a real site (the default: secure
behind TLS), and the tests (tests/conftest.py sets the environment).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import datadir
from config.env import Env, postgresql

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

env = Env(os.environ)

# --- How it runs ------------------------------------------------------------------------------------------

DEMO_MODE = env.flag(
    "DEMO_MODE",
    False,
    help="Demo accounts, a banner on every page, no TLS. `make run` sets it; a real site must not.",
)
DEMO_ON_NETWORK = env.flag(
    "DEMO_ON_NETWORK",
    False,
    help="Lets a demo answer to other machines. Whoever reaches it can log in as anybody in the demo.",
)
DEMO_PASSWORD = env.text(
    "DEMO_PASSWORD",
    shown="random, printed",
    secret=True,
    help="Password of the demo accounts; demo mode only.",
)
DEBUG = env.flag("DEBUG", False, help="Django's debug pages, for developers. Loopback only.")
DATA_DIR = env.path(
    "DATA_DIR",
    BASE_DIR / "data",
    shown="`data/` in the checkout",
    help="Everything the program writes: database, uploads, broker, keys, static files. Back it up.",
)
HOST = env.text("HOST", "127.0.0.1", help="Address `manage.py serve` listens on. Behind a proxy leave it.")
PORT = env.number("PORT", 8000, at_least=1, at_most=65535, help="Port `manage.py serve` listens on.")
WEB_PROCESSES = env.number(
    "WEB_PROCESSES", 1, at_least=1, at_most=64, help="Web processes. One per core; with SQLite one is enough."
)
WEB_THREADS = env.number(
    "WEB_THREADS", 4, at_least=1, at_most=64, help="Requests at a time in one web process."
)
WORKER_THREADS = env.number(
    "WORKER_THREADS", 2, at_least=1, at_most=64, help="Background jobs at a time (packets, imports, notices)."
)
ALLOWED_HOSTS = env.names(
    "ALLOWED_HOSTS", LOOPBACK, help="Names the site is reached by. A real site must list its own."
)
BEHIND_TLS = env.flag(
    "BEHIND_TLS",
    not DEMO_MODE,
    shown="yes; no in a demo",
    help="A proxy ends TLS and sets X-Forwarded-Proto: secure cookies, HSTS, and the redirect to https.",
)
PROXIES = env.number(
    "PROXIES",
    1 if BEHIND_TLS else 0,
    at_least=0,
    at_most=5,
    shown="1 behind TLS, else 0",
    help="Proxies in front, each adding to X-Forwarded-For whom it heard from. Lock-outs and limits count by "
    "that address: too many let visitors invent theirs, too few take everybody for one.",
)
HSTS_SECONDS = env.number(
    "HSTS_SECONDS",
    31_536_000,
    at_least=0,
    at_most=63_072_000,
    help="For how many seconds browsers insist on https. Start with 3600 while the certificate is new.",
)

only_here = set(ALLOWED_HOSTS) <= set(LOOPBACK) and HOST in ("127.0.0.1", "::1", "localhost")
env.refuse(
    DEMO_MODE and not only_here and not DEMO_ON_NETWORK,
    "DEMO_MODE=1 with an ALLOWED_HOSTS or HOST beyond this machine. A real site: unset DEMO_MODE. A demo "
    "that colleagues may open with its printed password: set DEMO_ON_NETWORK=1 too.",
)
env.refuse(
    DEMO_MODE and BEHIND_TLS,
    "DEMO_MODE=1 with BEHIND_TLS=1. A demo has no TLS; a real site must unset DEMO_MODE.",
)
env.refuse(
    DEBUG and not only_here,
    "DEBUG=1 shows source and settings to everyone who meets an error: unset it, or keep ALLOWED_HOSTS and "
    "HOST local.",
)
# --- Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
    "js_lib_bootstrap5",
    # The house, in dependency order: imports point only upwards in this list.
    "core",
    "audit",
    "members",
    "meetings",
    "rectification",
    "archive",
    "readingroom",
    "reminders",
    "rehearsal",
]
MIDDLEWARE = [
    "core.nameless.NamelessMiddleware",  # first: nothing may see who comes to an open form
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.SignedInMiddleware",
    "members.middleware.LogInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.middleware.SeatMiddleware",
    "core.edge.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "core.context_processors.layout",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ---------------------------------------------------------------------------------------------

DATABASE_URL = env.url(
    "DATABASE_URL",
    "",
    ["postgresql", "postgres"],
    help="postgresql://user:password@host:port/name. Unset: SQLite in DATA_DIR, for some hundred people.",
)
env.refuse(
    DEMO_MODE and DATABASE_URL,
    "DEMO_MODE=1 with DATABASE_URL. Demo people do not belong into a real database: unset one of the two.",
)
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "db.sqlite3",
    "OPTIONS": {
        # Without IMMEDIATE, transactions that read and then write fail with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds a writer waits for another
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
    },
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file: threads cannot share one in memory
}
DATABASES: dict[str, dict[str, Any]] = {"default": postgresql(DATABASE_URL) if DATABASE_URL else SQLITE}
if DATABASE_URL:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}  # seconds; saves 3 ms a request
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c lock_timeout=20s")  # as patient as SQLite above
# ATOMIC_REQUESTS stays off: with IMMEDIATE every page would take the one write lock.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Background work --------------------------------------------------------------------------------------

BROKER_URL = env.url(
    "BROKER_URL",
    "filesystem://",
    ["filesystem", "redis", "rediss", "redis+socket"],
    help="redis://host:port/0 where there is a Redis. The default needs no server.",
)
JOB_LEASE_SECONDS = env.number(
    "JOB_LEASE_SECONDS",
    120,
    at_least=5,
    at_most=3600,
    help="Seconds without a sign of life after which a job counts as dead and is started again.",
)
CELERY_BROKER_URL = f"{BROKER_URL}localhost" if BROKER_URL == "filesystem://" else BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(DATA_DIR / "broker/queue"),
        "data_folder_out": str(DATA_DIR / "broker/queue"),
        "control_folder": DATA_DIR / "broker/control",
        # Else a message passes through the machine's /tmp on its way. core.tasks.tidy empties the folder.
        "store_processed": True,
        "processed_folder": str(DATA_DIR / "broker/processed"),
        "polling_interval": 0.2,  # seconds between looks into an empty queue
    }
    if BROKER_URL.startswith("filesystem")
    else {
        "visibility_timeout": 6 * 3600,  # seconds; longer than the longest task, or it would run twice
        "unacked_restore_throttle": 1,  # else a killed worker's task comes back only after 100 s
        "socket_connect_timeout": 2,  # seconds a page may wait for a broker that is down
        "socket_timeout": 30,
        "retry_on_timeout": True,
    }
)
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}  # seconds
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = None  # the job's row says how far it is
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a worker that stops half-way leaves the message to the next
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # also when it was killed
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # jobs are long: none waits behind another while a thread is idle
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat/schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "pick up jobs whose worker died": {"task": "core.tasks.sweep_jobs", "schedule": 30.0},  # seconds
    "tidy": {"task": "core.tasks.tidy", "schedule": 3600.0},
    "drop lists of people": {"task": "members.tasks.forget_rosters", "schedule": 3600.0},
    "index materials": {"task": "meetings.tasks.index_materials", "schedule": 600.0},
    "remind of what is due": {"task": "reminders.tasks.remind_due", "schedule": 900.0},
}

# --- Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Static files and uploads -----------------------------------------------------------------------------

STATIC_FILES = env.choice(
    "STATIC_FILES",
    "found" if DEMO_MODE or DEBUG else "collected",
    ["found", "collected"],
    shown="collected; found in a demo",
    help="`collected` serves what `manage.py collectstatic` gathered, cacheable; `found` needs no such step.",
)
WHITENOISE_USE_FINDERS = STATIC_FILES == "found"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY},
    # Pictures of documents' sheets: few at a time (a sheet is about 50 KB), while somebody looks at them.
    "sheets": {"BACKEND": _MEMORY, "LOCATION": "sheets", "TIMEOUT": 600, "OPTIONS": {"MAX_ENTRIES": 12}},
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"  # no MEDIA_URL: a view that checks access is the only way out
S3_ENDPOINT = env.url(
    "S3_ENDPOINT",
    "",
    ["http", "https"],
    help="Address of an S3-compatible store for uploads and packets. Unset: DATA_DIR/media.",
)
S3_BUCKET = env.text("S3_BUCKET", help="Its bucket, private and made beforehand.")
S3_ACCESS_KEY = env.text("S3_ACCESS_KEY", help="Who may read, write and delete in that bucket.")
S3_SECRET_KEY = env.text("S3_SECRET_KEY", secret=True, help="The secret of that access key.")
S3_REGION = env.text(
    "S3_REGION", "us-east-1", help="Region that requests are signed for; most stores ignore it."
)
env.refuse(
    S3_ENDPOINT and not (S3_BUCKET and S3_ACCESS_KEY and S3_SECRET_KEY),
    "S3_ENDPOINT without S3_BUCKET, S3_ACCESS_KEY or S3_SECRET_KEY. Set all four, or none: DATA_DIR.",
)
env.refuse(
    not S3_ENDPOINT and (S3_BUCKET or S3_ACCESS_KEY or S3_SECRET_KEY),
    "S3_BUCKET or its keys without S3_ENDPOINT: files would quietly stay in DATA_DIR. Set S3_ENDPOINT too.",
)
COUNT_PAGES = env.flag(
    "COUNT_PAGES",
    False,
    help="LibreOffice sets each Word document of a packet once, to count its pages for the catalogue: about "
    "0.2 s a document. Without, the catalogue says 未计; scans and PDF are counted either way.",
)
CLAMAV_SOCKET = env.text(
    "CLAMAV_SOCKET",
    "",
    help="unix:/path or tcp://host:port of a ClamAV daemon that scans uploads. Unset: none; set and not "
    "reachable: uploads are refused.",
)
FILE_UPLOAD_HANDLERS = [
    "core.uploads.handler.CappedUpload",  # cuts a body that is too large before it fills the disk
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "tmp"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    5 * 1024 * 1024
)  # bytes of a form without files: the longest text, eight times over
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a 100-member branch's attendance and duties on one page, with room
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Accounts and pages -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses whoever is locked out, before a password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # reads what a site imported
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Lock-out: django-axes counts failures by account and address, because one office has one address. How long
# a lock lasts, and whom axes takes a request to come from, says members.lockout.
AXES_HANDLER = "members.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5  # wrong passwords in a row
AXES_COOLOFF_TIME = "members.lockout.cool_off"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # whoever keeps trying does not wait the longer
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "core.addresses.client_address"
AXES_USERNAME_CALLABLE = "members.lockout.account_tried"
AXES_LOCKOUT_CALLABLE = "members.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # the trail has who logged in
OIDC_ISSUER = env.url(
    "OIDC_ISSUER",
    "",
    ["https", "http"],
    secret=False,
    help="Address of the place's own OpenID Connect provider, as its tokens name it. Unset: no such sign-in.",
)
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID", help="What the provider calls this site.")
OIDC_CLIENT_SECRET = env.text(
    "OIDC_CLIENT_SECRET",
    secret=True,
    help="What this site shows the provider: it is a confidential client, and uses PKCE besides.",
)
OIDC_CLAIM = env.text(
    "OIDC_CLAIM",
    "preferred_username",
    help="The claim that equals the account here, asked once for each person. Nobody may be able to change "
    "their own at the provider.",
)
OIDC_SCOPES = env.text(
    "OIDC_SCOPES", "openid profile", help="What is asked of the provider; `openid` among it."
)
OIDC_LABEL = env.text("OIDC_LABEL", "统一身份认证登录", help="What the log-in page calls it.")
env.refuse(
    len({bool(OIDC_ISSUER), bool(OIDC_CLIENT_ID), bool(OIDC_CLIENT_SECRET)}) > 1,
    "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three, or none.",
)
env.refuse(
    OIDC_ISSUER.startswith("http:") and urlsplit(OIDC_ISSUER).hostname not in ("localhost", "127.0.0.1"),
    "OIDC_ISSUER must be https, except on this machine: else anybody on the way could say who somebody is.",
)
env.refuse(not {"openid"} <= set(OIDC_SCOPES.split()), "OIDC_SCOPES must have `openid` among its words.")
SESSION_HOURS = env.number(
    "SESSION_HOURS",
    8,
    at_least=1,
    at_most=72,
    help="Hours after which everybody logs in again. A working day.",
)
SESSION_IDLE_MINUTES = env.number(
    "SESSION_IDLE_MINUTES",
    120,
    at_least=10,
    at_most=1440,
    help="Minutes without a click after which a person logs in again. What was typed stays on the device.",
)
CODE_HOURS = env.number(
    "CODE_HOURS",
    72,
    at_least=1,
    at_most=720,
    help="Hours for which a one-time password opens a new or reset account.",
)
SESSION_ENGINE = "members.sessions"  # the rows say whose they are, so that they can be listed and ended
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # offices share computers
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.replace('.', '*.', 1) if host[0] == '.' else host}" for host in ALLOWED_HOSTS
]
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # probes come without TLS from the machine itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = HSTS_SECONDS if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The preload list is for sites on the open internet; this one mostly lives on an intranet.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Bootstrap's stylesheet draws its arrows and ticks so
        "font-src": ["'self'"],
        "connect-src": ["'self'"],  # HTMX
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- Logs -------------------------------------------------------------------------------------------------

LOG_LEVEL = env.choice(
    "LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"], help="What is worth a line."
)
LOG_EXCEPTION_TEXT = env.flag(
    "LOG_EXCEPTION_TEXT",
    DEMO_MODE or DEBUG,
    shown="no; yes in a demo",
    help="Log the words of exceptions, not only kind and place. They can hold names: only to find a fault.",
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "core.logs.LineFormatter", "exception_text": LOG_EXCEPTION_TEXT}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"},
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "axes": {"level": "ERROR"},  # members.lockout says when a lock begins; axes names who logs in
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.db.backends": {"level": "INFO"},  # at DEBUG it would write every value of every query
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}

# --- Keys -------------------------------------------------------------------------------------------------

env.settle()  # before anything is written

try:
    datadir.prepare(DATA_DIR)
    SECRET_KEY = env.text(
        "SECRET_KEY", shown="made on first start in DATA_DIR/secret.key", secret=True, help="Signs sessions."
    ) or datadir.key(DATA_DIR / "secret.key")
    FIELD_KEY_FILE = env.path(
        "FIELD_KEY_FILE",
        DATA_DIR / "field.key",
        shown="DATA_DIR/field.key, made on first start",
        help="Key of confidential text (talks). Without it that text is lost: back it up apart from the "
        "database. One key a line; the first encrypts, all decrypt.",
    )
    FIELD_ENCRYPTION_KEYS = datadir.key(FIELD_KEY_FILE, make=datadir.fernet_key).split()
except datadir.UnusableError as error:
    env.refuse(True, str(error))
    env.settle()

DOCUMENTED = env.settings  # docs/settings.md is drawn from these
