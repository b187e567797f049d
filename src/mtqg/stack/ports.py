"""Ports: free, or taken by whom."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from pathlib import Path

import psutil

from mtqg.errors import MtqgError

_OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")      # ip(7): where the machine takes the near end of a call


def is_free(port: int) -> bool:
    """Whether we could listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free(port: int, what: str, variable: str) -> None:
    """The port is free; otherwise the error says who has it and which variable chooses another."""
    if is_free(port):
        return
    by = f" by {owner}" if (owner := owner_of(port)) else ""
    raise MtqgError(f"port {port}, wanted for {what}, is taken{by}; "
                    f"stop that program or choose another port: {variable}={find_free()} (an environment variable)")


def owner_of(port: int) -> str | None:
    """`name (pid 123)` of the program that listens there, where the machine lets us see it."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
    return None


def find_free() -> int:
    """A port that is free now, and that the machine gives to no outgoing connection before it is listened on."""
    first_outgoing = int(_OUTGOING.read_text().split()[0]) if _OUTGOING.exists() else 32768
    for port in random.sample(range(10_000, max(first_outgoing, 10_100)), 100):
        if is_free(port):
            return port
    raise MtqgError("no free port found between 10000 and the ports of outgoing connections")
