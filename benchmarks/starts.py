"""How long ``make run`` takes until a page is served, warm: the second time on the same folder."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from benchmarks.meter import emit


def measure() -> None:
    folder = tempfile.mkdtemp(prefix="bench-run-")
    try:
        emit("run-first", "make run on an empty data folder, environment ready, until a page is served",
             round(_start(folder), 1), "s", "")  # fmt: skip
        emit("run-warm", "make run again on that folder, until a page is served",
             round(_start(folder), 1), "s", "≤ 15 s")  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: str) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = {"PATH", "HOME", "LANG", "USER"}
    environment = {name: value for name, value in os.environ.items() if name in wanted}
    environment |= {"PORT": str(port), "DATA_DIR": folder}
    begun = time.monotonic()
    portal = subprocess.Popen(
        ["make", "run"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert portal.stdout is not None
    try:
        for line in portal.stdout:
            if line.startswith("ready "):
                return time.monotonic() - begun
        raise RuntimeError("make run ended before it was ready")
    finally:
        portal.send_signal(signal.SIGTERM)
        portal.communicate(timeout=60)
