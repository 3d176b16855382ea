"""The two commands of a newcomer, as far as they can be tried without the network; .ci/run does the rest."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.running import clean_environment
from tests.servers import ROOT

pytestmark = pytest.mark.sqlite_run

MAKEFILE = (ROOT / "Makefile").read_text()
PLUMBING = ["Makefile", ".ci/run", "requirements.txt", "requirements-dev.txt", "pyproject.toml"]


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *words], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False
    )


def test_make_alone_lists_the_targets():
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()
    listed = re.findall(r"^  make (\w+)", make().stdout, re.MULTILINE)
    assert set(listed) == set(targets)


def python_without(folder: Path, *modules: str) -> str:
    """A python3 that lacks `modules`, as Debian's does until python3-venv is installed."""
    shim = folder / "python3"
    lacks = "".join(f"sys.modules[{name!r}] = None\n" for name in modules)
    (folder / "sitecustomize.py").write_text(f"import sys\n{lacks}")
    shim.write_text(f'#!/bin/sh\nPYTHONPATH={folder} exec {shutil.which("python3")} "$@"\n')
    shim.chmod(0o755)
    return str(shim)


@pytest.mark.parametrize("target", ["run", "test", "check"])
def test_a_python_without_venv_is_told_the_package(tmp_path, target):
    done = make(target, f"VENV={tmp_path}/venv", f"PYTHON={python_without(tmp_path, 'ensurepip')}")
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stdout
    assert not (tmp_path / "venv").exists()


def test_an_old_python_is_told_so(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make("run", f"VENV={tmp_path}/venv", f"PYTHON={old}")
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed" in done.stdout


def test_a_broken_install_is_tried_again(tmp_path):
    """No stamp is left by an install that failed, so the next run does not believe in it."""
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / ".made").touch()
    pip_fails = venv / "bin" / "python"
    pip_fails.write_text("#!/bin/sh\nexit 1\n")
    pip_fails.chmod(0o755)
    for _ in range(2):
        done = make("run", f"VENV={venv}")
        assert done.returncode == 2
        assert "Installing the pinned packages" in done.stdout
    assert not (venv / ".runtime").exists()


@pytest.mark.parametrize("name", PLUMBING)
def test_no_package_host_is_named(name):
    """Where packages come from is the machine's affair: a mirror, an intranet, a folder."""
    assert re.findall(r"\w+://[^\s\"'`]+", (ROOT / name).read_text().replace("http://127.0.0.1", "")) == []
    assert "index-url" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_reason(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"]
    assert lines
    assert [line for line in lines if not re.match(r"[\w.-]+(\[\w+\])?==[\w.]+ *(# .+)?$", line)] == []


def test_ci_runs_all_three():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.search(r"for target in check test e2e;", script.read_text())
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
