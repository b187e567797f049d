"""Ports of the local stack."""

from __future__ import annotations

import socket
from pathlib import Path

from mtqg.stack import ports


def test_a_free_port_can_be_listened_on_and_then_is_free_no_more():
    port = ports.find_free()
    with socket.create_server(("127.0.0.1", port)):
        assert not ports.is_free(port)


def test_a_free_port_is_none_that_an_outgoing_connection_could_take_meanwhile():
    low, high = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    assert not any(low <= ports.find_free() <= high for _ in range(50))
