"""The supervisor with small programs for children: order, patience, and what it says."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from core.supervisor import SERVED, Child, GaveUpError, Supervisor, tell_ready
from tests.running import alive, eventually

pytestmark = pytest.mark.sqlite_run

SLEEPS = "import time; time.sleep(60)"
NOTES_ITS_END = """
import signal, sys, time
def end(*_):
    open({file!r}, "a").write({name!r}); sys.exit()
signal.signal(signal.SIGTERM, end)
open({file!r} + {name!r}, "w").close()
time.sleep(60)
"""
SLOW_TO_END = """
import signal, sys, time
def end(*_):
    time.sleep(0.5); open({file!r}, "w").write("ended by itself"); sys.exit()
signal.signal(signal.SIGTERM, end)
open({file!r} + ".up", "w").close()
time.sleep(60)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
HAS_A_CHILD = """
import os, subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, file=open({file!r}, "w"))
time.sleep({seconds})
"""


def child(program: str, name: str = "A child", **options: float) -> Child:
    return Child(name, [sys.executable, "-c", program], grace=options.pop("grace", 5), **options)


class Told:
    """Collects what the supervisor says, and sends it a signal when `stop_when` is true."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.announced = 0

    def announce(self) -> None:
        self.announced += 1

    def supervise(
        self, children, *, ready=lambda: True, stop_when=lambda: True, start_within=5.0, blows=1, pause=0.0
    ):
        def stop() -> None:
            eventually(lambda: signal.getsignal(signal.SIGTERM) == supervisor._heard, 20, "it listens")
            eventually(stop_when, 20, "the test's condition for stopping")
            for _ in range(blows):
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(pause)

        supervisor = Supervisor(
            children,
            ready=ready,
            announce=self.announce,
            say=self.sentences.append,
            start_within=start_within,
        )
        stopper = threading.Thread(target=stop)
        stopper.start()
        try:
            supervisor.run()
        finally:
            stopper.join()


@pytest.fixture
def told() -> Told:
    return Told()


def test_it_stops_the_first_child_first(tmp_path, told):
    notes = tmp_path / "notes"
    pair = [child(NOTES_ITS_END.format(file=str(notes), name=name), name) for name in ("web", "worker")]
    up = [Path(f"{notes}{name}") for name in ("web", "worker")]
    told.supervise(pair, stop_when=lambda: all(mark.exists() for mark in up))
    assert notes.read_text() == "webworker"
    assert told.announced == 1


def test_a_deaf_child_is_killed_after_its_grace(told):
    deaf = child(DEAF, grace=0.5)
    told.supervise([deaf], stop_when=lambda: time.sleep(1) or True)
    assert deaf.process.returncode == -signal.SIGKILL
    assert told.sentences == [
        "A child did not stop in time and was killed; unfinished jobs start again later"
    ]


def test_a_second_signal_means_at_once(told):
    deaf = child(DEAF, grace=60)
    begun = time.monotonic()
    told.supervise([deaf], stop_when=lambda: time.sleep(1) or True, blows=2, pause=1.2)
    assert time.monotonic() - begun < 10


def test_one_signal_that_comes_twice_is_one(tmp_path, told):
    """`timeout make run` sends it to make, which passes it on, and to the whole group."""
    slow = child(SLOW_TO_END.format(file=str(tmp_path / "note")), grace=10)
    told.supervise([slow], stop_when=(tmp_path / "note.up").exists, blows=2)
    assert (tmp_path / "note").read_text() == "ended by itself"
    assert told.sentences == []


def test_pauses_between_restarts_grow(told):
    restless = child("raise SystemExit(3)")
    sleeper = child(SLEEPS)
    restless.command, later = [sys.executable, "-c", SLEEPS], restless.command

    def ready() -> bool:
        restless.command = later  # from now on it only falls
        os.kill(restless.process.pid, signal.SIGKILL)
        return True

    told.supervise([sleeper, restless], ready=ready, stop_when=lambda: len(told.sentences) > 2)
    assert [sentence.rpartition(";")[2] for sentence in told.sentences[:3]] == [
        " starting it again in 1 s",
        " starting it again in 2 s",
        " starting it again in 4 s",
    ]
    assert "signal SIGKILL" in told.sentences[0]
    assert "exit code 3" in told.sentences[1]


def test_the_longest_pause_is_the_longest():
    weary = child("", longest_pause=30)
    weary.start()
    weary.falls = 20
    weary.clear()
    assert weary.restart_at - time.monotonic() == pytest.approx(30, abs=1)


def test_a_child_that_ran_long_starts_its_count_again():
    steady = child("", patience=60)
    steady.start()
    steady.falls, steady.started_at = 5, time.monotonic() - 61
    steady.clear()
    assert steady.falls == 1


def test_what_a_fallen_child_leaves_behind_is_ended(tmp_path):
    note = tmp_path / "pid"
    parent = child(HAS_A_CHILD.format(file=str(note), seconds=0))
    parent.start()
    eventually(lambda: parent.fallen() is not None, 10, "the parent ends")
    left = {int(note.read_text())}
    assert alive(left) == left
    parent.clear()
    eventually(lambda: not alive(left), 5, "its child is gone too")


def test_never_ready_is_given_up(told):
    sleeper = child(SLEEPS)
    with pytest.raises(GaveUpError, match="not ready after 1 s"):
        told.supervise([sleeper], ready=lambda: False, stop_when=lambda: True, start_within=1, blows=0)
    assert sleeper.process.poll() is not None
    assert told.announced == 0


def test_a_signal_while_starting_ends_it_without_a_word(told):
    told.supervise([child(SLEEPS)], ready=lambda: False)
    assert told.announced == 0


def test_signals_are_given_back(told):
    before = signal.getsignal(signal.SIGTERM)
    told.supervise([child(SLEEPS)])
    assert signal.getsignal(signal.SIGTERM) is before


def test_ready_is_told_by_this_very_process(tmp_path, monkeypatch):
    mark = tmp_path / "ready"
    worker = child(SLEEPS, late_after=60)
    worker.mark = mark
    worker.start()
    try:
        mark.write_text("1")  # left by an earlier start
        assert not worker.ready_or_late()
        monkeypatch.setenv(SERVED, str(mark))
        tell_ready()
        assert mark.read_text() == str(os.getpid())
        mark.write_text(str(worker.process.pid))
        assert worker.ready_or_late()
        mark.unlink()
        worker.started_at -= 61
        assert worker.ready_or_late(), "the others need not wait for ever"
    finally:
        worker.kill()
