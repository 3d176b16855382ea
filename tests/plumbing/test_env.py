"""The typed readers: what they take, what they refuse, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.env import Env, Setting, postgresql


def read(kind: str, value: str | None, **options):
    env = Env({} if value is None else {"X": value})
    found = getattr(env, kind)("X", options.pop("default"), help="", **options)
    return found, env.faults


@pytest.mark.parametrize(
    ("value", "found"),
    [
        *[(word, True) for word in ("1", "true", "TRUE", "yes", "On")],
        *[(word, False) for word in ("0", "false", "no", "OFF")],
        *[(word, None) for word in ("", "  ", None)],
    ],
)
def test_flags(value, found):
    for default in (True, False):
        assert read("flag", value, default=default) == (default if found is None else found, [])


@pytest.mark.parametrize("value", ["2", "ja", "是", "truee", "-1"])
def test_what_is_no_flag(value):
    found, faults = read("flag", value, default=False)
    assert found is False
    assert faults == [
        f"X={value!r} must be 1 or 0 (yes/no, true/false, on/off). Correct it, or unset it for the default."
    ]


@pytest.mark.parametrize(("value", "found"), [("1", 1), (" 65535 ", 65535), ("080", 80), ("", 8000)])
def test_numbers(value, found):
    assert read("number", value, default=8000, at_least=1, at_most=65535) == (found, [])


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8000.0", "8k", "٨", "0x1F"])
def test_what_is_no_number(value):
    found, faults = read("number", value, default=8000, at_least=1, at_most=65535)
    if value == "٨":
        assert (found, faults) == (8, []), "a digit of another script is a digit"
        return
    assert found == 8000
    assert "must be a whole number from 1 to 65535" in faults[0]


@pytest.mark.parametrize(
    ("value", "found"), [("a.cn, b.cn ,", ["a.cn", "b.cn"]), ("a.cn", ["a.cn"]), ("", ["localhost"])]
)
def test_names(value, found):
    assert read("names", value, default=["localhost"]) == (found, [])


def test_paths(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", "/home/clerk")
    monkeypatch.chdir(tmp_path)
    default = Path("/srv")
    table = {"/a/b": "/a/b", "~/site": "/home/clerk/site", "here": f"{tmp_path}/here", "": "/srv"}
    assert {value: str(read("path", value, default=default)[0]) for value in table} == table


def test_choices():
    assert read("choice", "b", default="a", choices=["a", "b"]) == ("b", [])
    found, faults = read("choice", "c", default="a", choices=["a", "b"])
    assert found == "a"
    assert "X='c' must be one of a, b." in faults[0]


def test_an_address_with_a_password_is_not_repeated():
    found, faults = read("url", "mysql://root:hunter2@db/x", default="", schemes=["postgresql"])
    assert found == ""
    assert "must be an address that starts with postgresql://" in faults[0]
    assert "hunter2" not in faults[0]


def test_all_faults_are_told_at_once():
    env = Env({"A": "x", "B": "y"})
    env.flag("A", False, help="")
    env.number("B", 1, at_least=1, at_most=2, help="")
    env.refuse(True, "A and B do not go together.")
    env.refuse(False, "never said")
    with pytest.raises(SystemExit) as stopped:
        env.settle()
    told = str(stopped.value)
    assert told.startswith("The configuration is wrong; nothing was started.")
    assert [word in told for word in ("A='x'", "B='y'", "do not go together", "never said")] == [1, 1, 1, 0]


def test_nothing_wrong_nothing_said():
    Env({}).settle()


def test_each_reading_is_recorded_for_the_documents():
    env = Env({"A": "0"})
    env.flag("A", True, help="first")
    env.text("B", "secret default", shown="made on first start", secret=True, help="second")
    assert env.settings == [
        Setting("A", "yes or no", "yes", "first"),
        Setting("B", "text", "made on first start", "second"),
    ]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (
            "postgresql://clerk:p%40ss@db.example:5433/party?sslmode=require",
            ("party", "clerk", "p@ss", "db.example", "5433", {"sslmode": "require"}),
        ),
        ("postgresql://clerk@/party?host=/run/postgresql", ("party", "clerk", "", "/run/postgresql", "", {})),
        ("postgres://db/party", ("party", "", "", "db", "", {})),
    ],
)
def test_the_address_of_a_database(url, found):
    entry = postgresql(url)
    assert entry.pop("ENGINE") == "django.db.backends.postgresql"
    assert tuple(entry[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == found
