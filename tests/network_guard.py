"""Verbatim talks to nobody: a test in which anything reaches out beyond this computer fails.

The guard listens to Python's own audit events, so it sees every socket of this process whatever library opened
it, and it remembers: a library that swallows the refusal is found out all the same. Processes that a test starts
are not seen; for those see tests/house/test_offline.py.
"""

import ipaddress
import socket
import sys
from collections.abc import Generator
from typing import Any

import pytest


class ReachedOut(AssertionError):
    """Something tried to connect beyond this computer."""


class NetworkGuard:
    """Refuse and remember every connection and look-up that is not loopback."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def start(self) -> None:
        """Begin to listen; lasts as long as the process."""
        sys.addaudithook(self._listen)

    def _listen(self, event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            family, address = args[0].family, args[1]
            if family in (socket.AF_INET, socket.AF_INET6) and address is not None:
                self._check(event, str(address[0]))
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            self._check(event, args[0].decode() if isinstance(args[0], bytes) else str(args[0] or ""))

    def _check(self, event: str, host: str) -> None:
        if not is_loopback(host):
            self.attempts.append(f"{event} {host}")
            raise ReachedOut(f"A test reached out to {host}; Verbatim may only talk to this computer.")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail the test in which an attempt was made, even if the refusal was swallowed."""
        try:
            yield
        finally:
            attempts, self.attempts = self.attempts, []
            if attempts:
                raise ReachedOut(f"Reached out beyond this computer: {', '.join(attempts)}")


def is_loopback(host: str) -> bool:
    """Whether a host is this computer, by address or by the name localhost."""
    if host in ("", "localhost", "0.0.0.0", "::"):   # '' and the wildcards are addresses to listen on
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
