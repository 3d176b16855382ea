"""Pages as LibreOffice sets them. Optional: everything else in the library works without it."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

TIMEOUT_SECONDS = 120  # a document of 300 pages took under 30 s
_POLL_SECONDS = 0.1


class CannotRender(RuntimeError):
    """No pages can be made here and now; the message is a sentence for the user."""


def program(name: str) -> str | None:
    """The path of a program, or None."""
    return shutil.which(name)


def to_pdf(data: bytes, *, timeout: float = TIMEOUT_SECONDS) -> bytes:
    """The document as PDF. One LibreOffice at a time, each with a profile of its own (two on one profile
    hang); the whole process group ends at the timeout (seconds). Raises CannotRender."""
    office = program("soffice") or program("libreoffice")
    if office is None:
        raise CannotRender("本机没有 LibreOffice，无法排版。")
    with tempfile.TemporaryDirectory(prefix="gongwen-") as folder, _one_at_a_time(timeout):
        source = Path(folder) / "document.docx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder]
        _run([office, profile, *options, str(source)], timeout)
        target = source.with_suffix(".pdf")
        if not target.exists():
            raise CannotRender("LibreOffice 没有排出这份文档。")
        return target.read_bytes()


def page_counts(documents: Sequence[bytes], *, timeout: float = TIMEOUT_SECONDS) -> list[int | None]:
    """How many pages LibreOffice sets each document on; None for one that it did not set.

    One start for all of them: about 0.2 s a document instead of 1 s. Raises CannotRender when there is no
    LibreOffice, or it does not end within ``timeout`` seconds.
    """
    office = program("soffice") or program("libreoffice")
    if office is None:
        raise CannotRender("本机没有 LibreOffice，无法排版。")
    with tempfile.TemporaryDirectory(prefix="gongwen-") as folder, _one_at_a_time(timeout):
        sources = [Path(folder) / f"{number}.docx" for number in range(len(documents))]
        for source, data in zip(sources, documents, strict=True):
            source.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder]
        _run([office, profile, *options, *map(str, sources)], timeout)
        return [_pages_in(source.with_suffix(".pdf")) for source in sources]


# LibreOffice writes its page objects plainly, one dictionary a page.
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def _pages_in(pdf: Path) -> int | None:
    return len(_PAGE.findall(pdf.read_bytes())) or None if pdf.exists() else None


def pictures(data: bytes, *, dpi: int = 96, most: int = 60, timeout: float = TIMEOUT_SECONDS) -> list[bytes]:
    """The pages as LibreOffice sets them, a grey PNG each; at most ``most``. Raises CannotRender."""
    pdf = to_pdf(data, timeout=timeout)
    with tempfile.TemporaryDirectory(prefix="gongwen-") as folder:
        where = str(Path(folder) / "page")
        poppler(
            "pdftoppm", ["-png", "-gray", "-r", str(dpi), "-l", str(most), "-", where], pdf, timeout=timeout
        )
        return [path.read_bytes() for path in sorted(Path(folder).glob("page*.png"), key=_number)]


def _number(path: Path) -> int:
    """pdftoppm pads the numbers of a document only to its own length."""
    return int(path.stem.rpartition("-")[2])


def can_draw() -> bool:
    """Whether this machine has what ``pictures`` needs."""
    return bool((program("soffice") or program("libreoffice")) and program("pdftoppm"))


def poppler(name: str, arguments: list[str], pdf: bytes, *, timeout: float = TIMEOUT_SECONDS) -> bytes:
    """The output of one of poppler's programs on a PDF from standard input. Raises CannotRender."""
    path = program(name)
    if path is None:
        raise CannotRender(f"本机没有 {name}（poppler-utils），无法量排版后的页面。")
    command = [path, *arguments]
    try:
        return subprocess.run(command, input=pdf, capture_output=True, timeout=timeout, check=True).stdout  # noqa: S603 (fixed programs, no shell)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotRender(f"{name} 没有完成。") from error


def _run(command: list[str], timeout: float) -> None:
    null = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 (fixed programs, no shell)
        command, stdin=null, stdout=null, stderr=null, start_new_session=True
    ) as process:
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise CannotRender(f"LibreOffice 超过 {timeout:.0f} 秒没有排完。") from error
        finally:
            _end(process)


def _end(process: subprocess.Popen) -> None:
    """soffice is a script; its children outlive it unless the group ends."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


@contextlib.contextmanager
def _one_at_a_time(timeout: float) -> Iterator[None]:
    """A lock between processes of one user; without fcntl (Windows) there is none."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    path = Path(tempfile.gettempdir()) / f"gongwen-soffice-{os.getuid()}.lock"
    until = time.monotonic() + timeout
    with path.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() > until:
                    raise CannotRender("LibreOffice 正忙，请稍后再试。") from error
                time.sleep(_POLL_SECONDS)
        yield
