"""Two children, one foreground process: started together, restarted when they fall, stopped in order.

Plain Python. Each child leads a session of its own, so Ctrl-C reaches the supervisor alone and the order of
stopping is its to choose; each asks the kernel to be told when its parent dies, so even `kill -9` of the
supervisor leaves nothing running. docs/operations.md shows the whole as a picture.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

SERVED = "ORGLIFE_SERVED"  # in the children's environment: the file to write when ready
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SECONDS_OF_ONE_SIGNAL = 1.0
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_libc = ctypes.CDLL(None, use_errno=True)


def follow_parent() -> None:
    """Have the kernel send this process SIGTERM when its parent dies. Linux only; elsewhere it does nothing.

    Must run after a process has started, or between fork and exec: a fork forgets the wish, an exec keeps it.
    """
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def following(parent: int) -> Callable[[], None]:
    """`follow_parent` for subprocess's preexec_fn; ends a child whose `parent` died before it could ask."""

    def ask() -> None:
        follow_parent()
        if os.getppid() != parent:
            os._exit(1)

    return ask


def tell_ready() -> None:
    """Called in a child that serves no pages, once it can work. Does nothing when no supervisor asked."""
    if mark := os.environ.get(SERVED):
        Path(mark).write_text(str(os.getpid()))


@dataclass
class Child:
    """One program to keep running. `mark` is the file that it writes by `tell_ready`, if it has one to write.

    `grace`: seconds between SIGTERM and SIGKILL when stopping. `patience`: seconds it must run for a
    fall to count as the first one again.
    """

    name: str
    command: Sequence[str]
    grace: float
    mark: Path = Path(os.devnull)
    patience: float = 60.0
    late_after: float = 30.0
    longest_pause: float = 30.0
    falls: int = 0
    restart_at: float = 0.0
    started_at: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {SERVED: str(self.mark)},
            preexec_fn=following(os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
        )

    def ready_or_late(self) -> bool:
        """Late: the others need not wait for it. A worker without its broker waits as long as it takes."""
        return self.told_ready() or time.monotonic() - self.started_at > self.late_after

    def told_ready(self) -> bool:
        """Has this very process written its mark?"""
        return self.process is not None and _text(self.mark) == str(self.process.pid)

    def fallen(self) -> int | None:
        """The exit code of a child that is no longer there; None while it runs or waits for its restart."""
        return self.process.poll() if self.process else None

    def clear(self) -> None:
        """Forget a fallen child, with what outlived it of its session, and set the time of its restart."""
        self.kill()
        long_lived = time.monotonic() - self.started_at >= self.patience
        self.falls = 1 if long_lived else self.falls + 1
        self.restart_at = time.monotonic() + min(2.0 ** (self.falls - 1), self.longest_pause)
        self.process = None

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()  # the leader alone: each tells its own children

    def kill(self) -> None:
        """End the whole session of the child, now."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def wait_until_gone(self, hurry: Callable[[], bool]) -> bool:
        """Wait for a child that was asked to stop; True if it went by itself within its grace."""
        end = time.monotonic() + self.grace
        while self.process and self.process.poll() is None:
            if time.monotonic() > end or hurry():
                self.kill()
                return False
            time.sleep(0.05)
        self.kill()  # what the leader may have left behind
        return True


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""


class GaveUpError(Exception):
    """The children could not be brought to serve; the message says which and how it ended."""


class Supervisor:
    """Runs `children`; stops them one after the other, in the order given.

    `ready` is asked until it says True, for at most `start_within` seconds; then `announce` is called once.
    `say` receives one sentence per event.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        ready: Callable[[], bool],
        announce: Callable[[], None],
        say: Callable[[str], None],
        start_within: float = 90.0,
    ) -> None:
        self.children = children
        self.ready = ready
        self.announce = announce
        self.say = say
        self.start_within = start_within
        self.signals = 0
        self.first_heard = 0.0

    def run(self) -> None:
        """Serve until a stopping signal comes. Raises GaveUpError when it never came to serve."""
        with self._listening():
            try:
                self._start()
                self._watch()
            finally:
                self._stop()

    def _start(self) -> None:
        for child in self.children:
            child.start()
        end = time.monotonic() + self.start_within
        while not self.signals and not self.ready():
            self._insist_on_all_running()
            if time.monotonic() > end:
                raise GaveUpError(f"not ready after {self.start_within:.0f} s; the lines above say why")
            time.sleep(0.1)
        if not self.signals:
            self.announce()

    def _insist_on_all_running(self) -> None:
        """At the start a fall is a fault of the installation, which a restart would only repeat."""
        for child in self.children:
            if (code := child.fallen()) is not None:
                raise GaveUpError(
                    f"{child.name} ended with {_told(code)} while starting; the lines above say why"
                )

    def _watch(self) -> None:
        while not self.signals:
            for child in self.children:
                self._tend(child)
            time.sleep(0.2)

    def _tend(self, child: Child) -> None:
        if (code := child.fallen()) is not None:
            child.clear()
            pause = child.restart_at - time.monotonic()
            self.say(f"{child.name} ended with {_told(code)}; starting it again in {pause:.0f} s")
        elif child.process is None and time.monotonic() >= child.restart_at:
            child.start()

    def _stop(self) -> None:
        for child in self.children:
            child.ask_to_stop()
            if not child.wait_until_gone(hurry=lambda: self.signals > 1):
                self.say(
                    f"{child.name} did not stop in time and was killed; unfinished jobs start again later"
                )

    @contextmanager
    def _listening(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._heard) for number in STOPPING_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        """A second signal means: at once. `timeout` and make pass one on twice; that is still the first."""
        if not self.signals or time.monotonic() - self.first_heard > SECONDS_OF_ONE_SIGNAL:
            self.signals += 1
        if self.signals == 1:
            self.first_heard = time.monotonic()


def _told(code: int) -> str:
    """An exit code in words: Popen tells a signal as a negative number."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
