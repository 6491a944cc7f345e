"""A PostgreSQL server of the tests' own: on a free port, in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30
UNPRIVILEGED = ("postgres", "nobody")
"""Users to run the server as where the tests run as root, which it refuses to."""


def find_program(name: str) -> Path | None:
    """A program of PostgreSQL: on the path, or where Debian keeps those of each version."""
    on_path = shutil.which(name)
    places = [Path(on_path)] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return places[0].resolve() if places else None


def why_not() -> str | None:
    """Why no server can be started here; None where one can."""
    if os.name != "posix":
        return "the test server runs on POSIX systems only"
    missing = [name for name in ("initdb", "postgres") if find_program(name) is None]
    return f"PostgreSQL is not installed ({', '.join(missing)} not found)" if missing else None


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server and give the URL of an empty database on it."""
    initdb, postgres = find_program("initdb"), find_program("postgres")
    assert initdb is not None and postgres is not None
    folder = Path(tempfile.mkdtemp(prefix="resolusjon-postgres-"))
    user = _user()
    if user is not None:
        os.chown(folder, user, -1)
    port = _free_port()
    process = None
    try:
        data = folder / "data"
        _run(
            [str(initdb), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            user,
        )
        options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [str(postgres), "-D", str(data), *arguments], stdout=log, stderr=log, user=user, cwd=folder
            )
        _wait_for(port, process)
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> int | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


def _run(command: list[str], user: int | None) -> None:
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers that it takes connections (a port that is open may still belong to one that starts)."""
    import psycopg  # noqa: PLC0415 - only where there is a server

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="tester", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
