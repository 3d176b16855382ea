"""Opens each file of a folder in a process of its own and prints what it took, one JSON line per file.

Run by the tests as `python -m tests.uploads.measure FOLDER`. A fork per file starts from the same loaded
program, so that peak memory is that of the program and one upload, as in a web worker.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

ADDRESS_SPACE = 2 * 1024**3  # bytes; only so that a guard that fails does not take the machine with it
CPU = 20  # seconds, likewise


def judge(path: Path) -> dict:
    from core.uploads import UploadRefused, accept

    start, used = time.perf_counter(), time.process_time()
    try:
        with path.open("rb") as file:
            kind = accept(file, scanner=lambda: None).kind
        verdict = {"code": "", "kind": kind}
    except UploadRefused as refused:
        verdict = {"code": refused.code, "message": refused.message}
    return verdict | {"wall": time.perf_counter() - start, "cpu": time.process_time() - used}


def in_child(path: Path) -> dict:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
        try:
            os.write(writer, json.dumps(judge(path)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    _, status, usage = os.wait4(child, 0)
    verdict = json.loads(answer) if answer else {"code": f"crashed ({status})", "cpu": CPU, "wall": CPU}
    return verdict | {"name": path.name, "megabytes": usage.ru_maxrss / 1024}


def main(folder: str) -> None:
    import core.uploads  # noqa: F401  loaded once, before the forks

    for path in sorted(Path(folder).iterdir()):
        print(json.dumps(in_child(path), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
