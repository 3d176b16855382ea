"""The ground under all tests: right database, own folder, no network."""

import os
import socket

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
    assert (
        connection.vendor
        == {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ.get("TEST_DB", "sqlite")]
    )


@pytest.mark.sqlite_run
@pytest.mark.django_db
def test_sqlite_waits_in_line():
    with connection.cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 1, 1]
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.postgres_run
@pytest.mark.django_db
def test_postgresql_does_not_wait_for_ever():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)


def test_the_data_folder_is_not_the_checkouts():
    assert settings.BASE_DIR not in settings.DATA_DIR.parents


def test_the_network_is_closed():
    with socket.socket() as outside, pytest.raises(UserWarning, match="tried to use"):
        outside.connect(("192.0.2.1", 80))
