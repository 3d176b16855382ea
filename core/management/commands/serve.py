"""`manage.py serve`: web server and background worker as one foreground program."""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import datadir
from core.health import problems
from core.supervisor import Child, GaveUpError, Supervisor


class Command(BaseCommand):
    help = "Serve the site: web server, and background worker with beat. Ctrl-C or SIGTERM stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="address to listen on (HOST)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT)")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first migrate and collect static files; in a demo, seed it",
        )
        parser.add_argument("--no-worker", action="store_true", help="web only: the worker runs elsewhere")

    def handle(
        self, *args: Any, host: str, port: int, prepare: bool, no_worker: bool, **options: Any
    ) -> None:
        refuse_network_demo(host)
        check_port(host, port)
        with only_one(settings.DATA_DIR, f"http://{shown(host)}:{port}/"):
            check_kind()
            if prepare:
                self.prepare_or_stop()
            check_data()
            self.serve(host, port, no_worker)
        self.stdout.write("Stopped.")

    def prepare_or_stop(self) -> None:
        try:
            self.prepare()
        except KeyboardInterrupt:
            raise CommandError("Interrupted while preparing; nothing was served.", returncode=130) from None

    def prepare(self) -> None:
        """What a start needs besides packages. In this process: each more would cost a second."""
        call_command("migrate", interactive=False, verbosity=0)
        if settings.STATIC_FILES == "collected":
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO_MODE and "seed_demo" in get_commands():
            call_command("seed_demo")

    def serve(self, host: str, port: int, no_worker: bool) -> None:
        if os.getuid() == 0 and not settings.DEMO_MODE:
            self.stderr.write("Running as root: give the site a user of its own (docs/operations.md).")
        connections.close_all()  # the children open their own
        children = [web(host, port)] if no_worker else [web(host, port), worker()]
        supervisor = Supervisor(
            children,
            ready=lambda: answers(host, port) and all(child.ready_or_late() for child in children[1:]),
            announce=lambda: self.stdout.write(announcement(host, port, children)),
            say=self.stderr.write,
        )
        try:
            supervisor.run()
        except GaveUpError as error:
            raise CommandError(str(error)) from error


def web(host: str, port: int) -> Child:
    """granian: finishes running requests on SIGTERM. Its own kill timeout stays below our grace."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--workers": settings.WEB_PROCESSES,
        "--blocking-threads": settings.WEB_THREADS,
        "--workers-kill-timeout": 6,  # seconds a running request may still take when we stop
        "--respawn-interval": 1,
        "--log-level": "warning",
    }
    flags = ["--respawn-failed-workers", "--no-ws", "--no-access-log"]
    command = [sys.executable, "-m", "granian", *flags, *flat(options), "config.wsgi:application"]
    return Child("The web server", command, grace=8)


def worker() -> Child:
    """Celery with beat inside. Threads: a prefork pool sometimes hangs when its group is signalled."""
    options = {"-P": "threads", "-c": settings.WORKER_THREADS, "-l": "WARNING"}
    mark = settings.DATA_DIR / "beat" / "worker.ready"
    flags = ["-B", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    command = [sys.executable, "-m", "celery", "-q", "-A", "config", "worker", *flags, *flat(options)]
    return Child("The background worker", command, grace=10, mark=mark)


def flat(options: dict[str, object]) -> list[str]:
    return [str(part) for pair in options.items() for part in pair]


def only_one(folder: Path, address: str) -> IO[str]:
    """Hold the folder's lock while the returned file is open. Raises CommandError when another holds it."""
    lock = (folder / "serve.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CommandError(
            f"This data folder is already served: {lock.read().strip()}. "
            "Stop that one first, or set DATA_DIR (and PORT) to run a second site."
        ) from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, {address}")
    lock.flush()
    return lock


def check_kind() -> None:
    """Raises CommandError when the data are a demo's and the site is real, or the other way round."""
    try:
        datadir.claim(settings.DATA_DIR, demo=settings.DEMO_MODE)
    except datadir.UnusableError as error:
        raise CommandError(str(error)) from error


def check_data() -> None:
    """Raises CommandError unless the data are migrated and the static files are there."""
    if found := problems():
        raise CommandError("Not ready to serve: " + "; ".join(found))
    if settings.STATIC_FILES == "collected" and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CommandError("Static files are not collected: run manage.py collectstatic --noinput")


def check_port(host: str, port: int) -> None:
    """Raises CommandError when the address cannot be listened on. A listening socket does not share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as the server does, for closed connections
        try:
            trial.bind((host, port))
        except PermissionError:
            raise CommandError(f"Port {port} needs root. Choose one above 1023: PORT=8000") from None
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({error.strerror}). "
                f"If another program uses the port, choose another: PORT={min(port + 1, 65535)}"
            ) from None


def refuse_network_demo(host: str) -> None:
    """`--host` must not undo what the settings refuse for HOST."""
    if settings.DEMO_MODE and not settings.DEMO_ON_NETWORK and host not in settings.LOOPBACK:
        raise CommandError("A demo listens on this machine only. See DEMO_ON_NETWORK in docs/settings.md.")


def answers(host: str, port: int) -> bool:
    """Does /healthz answer 200? Asked under a name the site accepts."""
    probe = http.client.HTTPConnection(loopback(host), port, timeout=5)
    try:
        probe.request("GET", "/healthz", headers={"Host": accepted_name()})
        return probe.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()


def accepted_name() -> str:
    first = settings.ALLOWED_HOSTS[0]
    return "localhost" if first == "*" else f"healthz{first}" if first.startswith(".") else first


def loopback(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def shown(host: str) -> str:
    return f"[{loopback(host)}]" if ":" in host else loopback(host)


def announcement(host: str, port: int, children: list[Child]) -> str:
    late = [
        f"{child.name} is not ready yet: is its broker there?\n"
        for child in children[1:]
        if not child.told_ready()
    ]
    demo = "This is a demo: never put real data in. " if settings.DEMO_MODE else ""
    return f"{''.join(late)}Ready: http://{shown(host)}:{port}/\n{demo}Ctrl-C stops."
