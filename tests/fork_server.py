"""Program for shell scripts: each run is a fork of this process."""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import socket
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests import commands

# Loads next to nothing: it passes its streams, arguments, folder and environment on, and waits for the exit status.
_CLIENT = """\
#!{python} -IS
import _socket, marshal, os, sys
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
server.connect({address!r})
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
request = marshal.dumps((sys.argv[1:], os.getcwd(), dict(os.environ)))
server.sendmsg([len(request).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
server.sendall(request)
os._exit((server.recv(1) or b"\\x46")[0])
"""
_folder = tempfile.TemporaryDirectory(prefix="program-of-tests-")


@cache
def program() -> Path:
    """Start the server and return the path of its client, which runs like the program."""
    client, address = Path(_folder.name) / "smregister", str(Path(_folder.name) / "socket")
    client.write_text(_CLIENT.format(python=sys.executable, address=address), "utf-8")
    client.chmod(0o755)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    ended, _alive = os.pipe()
    if os.fork() == 0:
        os.close(_alive)
        _serve(listener, ended)
    listener.close()
    os.close(ended)
    return client


@cache
def environment_folder() -> Path:
    """Return a folder like a virtual environment, in which the program is the client."""
    folder = Path(_folder.name) / "environment"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    (folder / "bin/smregister").symlink_to(program())
    return folder


def _serve(listener: socket.socket, ended: int) -> None:
    """Run commands until the process that started the server ends."""
    while ended not in select.select([listener, ended], [], [])[0]:
        connection, _ = listener.accept()
        if os.fork() == 0:
            os._exit(_answer(connection))
        connection.close()
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    os._exit(0)


def _answer(connection: socket.socket) -> int:
    """Run one command, and send its exit status."""
    length, streams, _, _ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as request:
        arguments, folder, environment = marshal.loads(request.read(int.from_bytes(length, "big")))
    status = commands.run_with_streams(Path(folder), arguments, streams, environment)
    connection.sendall(bytes([status]))
    return 0
