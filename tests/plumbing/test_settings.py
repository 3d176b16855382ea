"""The settings as an operator meets them: what each way to run turns on, and what is refused."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from config import datadir
from core import docs
from core.logs import WITHHELD, LineFormatter
from tests.running import SETTINGS, clean_environment, manage
from tests.servers import ROOT

SHOW = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""
REAL = {"ALLOWED_HOSTS": "party.example"}
DEMO = {"DEMO_MODE": "1"}


def load(folder: Path, wanted: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SHOW, *wanted]
    environment = clean_environment(DATA_DIR=str(folder), **env)
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def values(folder: Path, wanted: list[str], **env: str) -> list[object]:
    done = load(folder, wanted, **env)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout).values())


SAFETY = [
    "DEBUG",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "STATIC_FILES",
    "LOG_EXCEPTION_TEXT",
]


@pytest.mark.parametrize(
    ("env", "found"),
    [
        (REAL, [False, True, True, True, 31_536_000, "collected", False]),
        (REAL | {"HSTS_SECONDS": "3600"}, [False, True, True, True, 3600, "collected", False]),
        (REAL | {"BEHIND_TLS": "0"}, [False, False, False, False, 0, "collected", False]),
        (DEMO, [False, False, False, False, 0, "found", True]),
    ],
)
def test_ways_to_run(tmp_path, env, found):
    assert values(tmp_path, SAFETY, **env) == found


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        (DEMO | REAL, "ALLOWED_HOSTS or HOST beyond this machine"),
        (DEMO | {"HOST": "0.0.0.0"}, "ALLOWED_HOSTS or HOST beyond this machine"),
        (DEMO | {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS or HOST beyond this machine"),
        (DEMO | {"BEHIND_TLS": "1"}, "a real site must unset DEMO_MODE"),
        (DEMO | {"DATABASE_URL": "postgresql://db/party"}, "Demo people do not belong into a real database"),
        (REAL | {"DEBUG": "1"}, "DEBUG=1 shows source and settings"),
        (
            REAL | {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "x"},
            "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together",
        ),
        (
            REAL | {"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y"},
            "OIDC_ISSUER must be https, except on this machine",
        ),
        (REAL | {"OIDC_SCOPES": "profile"}, "OIDC_SCOPES must have `openid`"),
        ({"PORT": "eighty"}, "PORT='eighty' must be a whole number from 1 to 65535"),
        (
            {"DATABASE_URL": "mysql://db/party"},
            "must be an address that starts with postgresql:// or postgres://",
        ),
    ],
)
def test_refused_with_a_sentence_and_nothing_written(tmp_path, env, sentence):
    folder = tmp_path / "data"
    done = load(folder, ["DEBUG"], **env)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not folder.exists()


def test_a_demo_on_the_network_must_be_meant(tmp_path):
    opened = DEMO | {"HOST": "0.0.0.0", "ALLOWED_HOSTS": "10.0.0.7", "DEMO_ON_NETWORK": "1"}
    assert values(tmp_path, ["DEMO_MODE", "HOST"], **opened) == [True, "0.0.0.0"]


def test_everything_written_lies_in_the_data_folder(tmp_path):
    wanted = ["MEDIA_ROOT", "STATIC_ROOT", "FILE_UPLOAD_TEMP_DIR", "CELERY_BEAT_SCHEDULE_FILENAME"]
    places = values(tmp_path, wanted, **DEMO)
    options, databases = values(tmp_path, ["CELERY_BROKER_TRANSPORT_OPTIONS", "DATABASES"], **DEMO)
    places += [options[name] for name in ("data_folder_in", "data_folder_out", "control_folder")]
    assert options["store_processed"] is True, "else messages pass through the machine's /tmp"
    places += [options["processed_folder"], databases["default"]["NAME"]]
    assert [place for place in places if tmp_path not in Path(str(place)).parents] == []


def test_the_production_settings_pass_djangos_own_check(tmp_path):
    env = clean_environment(DATA_DIR=str(tmp_path), **REAL)
    done = manage("check", "--deploy", "--fail-level", "INFO", env=env)
    assert done.returncode == 0, done.stderr
    assert "no issues (1 silenced)" in done.stdout, "only the preload list, see settings.py"


def test_django_would_have_found_something(tmp_path):
    """The check above can fail."""
    env = clean_environment(DATA_DIR=str(tmp_path), **REAL, BEHIND_TLS="0")
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=env)
    assert done.returncode == 1
    assert "security.W004" in done.stderr


# --- keys and the data folder -------------------------------------------------------------------------------


def test_keys_are_made_once_and_are_secret(tmp_path):
    wanted = ["SECRET_KEY", "FIELD_ENCRYPTION_KEYS"]
    first, again = values(tmp_path, wanted, **DEMO), values(tmp_path, wanted, **DEMO)
    assert first == again
    assert len(first[0]) >= 50
    for name in ("secret.key", "field.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(tmp_path.stat().st_mode) & 0o007 == 0 or tmp_path.owner() == "root"


def test_a_key_that_others_can_read_is_refused(tmp_path):
    values(tmp_path, ["SECRET_KEY"], **DEMO)
    (tmp_path / "field.key").chmod(0o604)
    done = load(tmp_path, ["SECRET_KEY"], **DEMO)
    assert done.returncode == 1
    assert f"chmod 600 {tmp_path}/field.key" in done.stderr


def test_an_empty_key_is_not_replaced(tmp_path):
    """A new key over old data would make every talk unreadable."""
    (tmp_path / "field.key").touch(mode=0o600)
    done = load(tmp_path, ["SECRET_KEY"], **DEMO)
    assert done.returncode == 1
    assert "Put the key back from your backup" in done.stderr


def test_two_that_start_at_once_share_one_key(tmp_path):
    command = [sys.executable, "-c", SHOW, "SECRET_KEY", "FIELD_ENCRYPTION_KEYS"]
    env = clean_environment(DATA_DIR=str(tmp_path), **DEMO)
    racing = [
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert len({process.communicate(timeout=60)[0] for process in racing}) == 1
    assert list(tmp_path.glob(".*")) == [], "no draft is left behind"


def test_a_field_key_fits_its_cipher(tmp_path):
    from cryptography.fernet import Fernet

    (key,) = values(tmp_path, ["FIELD_ENCRYPTION_KEYS"], **DEMO)[0]
    cipher = Fernet(key)
    assert cipher.decrypt(cipher.encrypt("谈心".encode())).decode() == "谈心"


def test_a_data_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    done = load(tmp_path / "file" / "data", ["SECRET_KEY"], **DEMO)
    assert done.returncode == 1
    assert "set DATA_DIR to another one" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("first", "then"), [(True, False), (False, True)])
def test_a_folder_is_a_demos_or_a_real_sites_for_good(tmp_path, first, then):
    datadir.claim(tmp_path, demo=first)
    datadir.claim(tmp_path, demo=first)
    with pytest.raises(datadir.UnusableError, match="DEMO_MODE"):
        datadir.claim(tmp_path, demo=then)


# --- pages --------------------------------------------------------------------------------------------------


def test_the_content_policy_lets_nothing_in_but_our_own_files():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'none'", "'self'", "data:"}
    assert [name for name, sources in directives.items() if "data:" in sources] == ["img-src"]


@pytest.mark.django_db
def test_every_answer_carries_the_policy():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_health_names_what_is_missing(monkeypatch):
    from core import health

    monkeypatch.setattr(health, "_seen_migrated", set())
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one"])
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"migrations pending: run manage.py migrate")


@pytest.mark.django_db
def test_health_costs_one_query_once_migrated(django_assert_num_queries):
    from core.health import problems

    problems()
    with django_assert_num_queries(1):
        assert problems() == []


# --- logs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("exception_text", "shown"), [(True, True), (False, False)])
def test_the_words_of_exceptions_stay_out_of_the_log(exception_text, shown):
    person = "张" + "三"  # the log shows source lines, which are ours
    try:
        try:
            raise ValueError(person)
        except ValueError as first:
            raise RuntimeError(person) from first
    except RuntimeError:
        text = LineFormatter(exception_text=exception_text).formatException(sys.exc_info())
    assert ("张三" in text) is shown
    assert text.index("ValueError") < text.index("RuntimeError"), "the cause comes first, as Python tells it"
    assert "test_settings.py" in text, "the place is always told"
    assert (WITHHELD in text) is not shown


# --- documents ----------------------------------------------------------------------------------------------


def test_drawn_documents_are_up_to_date():
    assert docs.stale() == []


def test_the_settings_page_lists_every_variable_that_is_read():
    page = docs.settings_page()
    assert [s.name for s in settings.DOCUMENTED if f"| `{s.name}` |" not in page] == []
    assert {s.name for s in settings.DOCUMENTED} == SETTINGS, "what tests/running.py keeps away from a site"
    source = (ROOT / "config" / "settings.py").read_text()
    assert source.count("os.environ") == 1, "all readings go through env"


def test_operations_speaks_of_settings_that_exist():
    page = (ROOT / "docs" / "operations.md").read_text()
    known = {s.name for s in settings.DOCUMENTED}
    named = set(re.findall(r"^([A-Z_]+)=", page, re.MULTILINE)) | set(
        re.findall(r"`([A-Z][A-Z_]+)[=`]", page)
    )
    assert named - known == {"SIGTERM"} & named
    assert {"DATABASE_URL", "BROKER_URL", "DATA_DIR", "DEMO_ON_NETWORK"} <= named


def test_schedules_name_real_tasks():
    from celery import current_app

    current_app.loader.import_default_modules()
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted - set(current_app.tasks) == set()


@pytest.mark.parametrize(("env", "found"), [(REAL, 1), (REAL | {"PROXIES": "2"}, 2), (DEMO, 0)])
def test_proxies_are_believed_only_where_there_are_some(tmp_path, env, found):
    assert values(tmp_path, ["PROXIES"], **env) == [found]
