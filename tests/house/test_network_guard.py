"""The guard that every test runs under."""

import contextlib
import socket

import pytest

from tests.network_guard import NetworkGuard, ReachedOut, is_loopback

ELSEWHERE = "192.0.2.1"   # RFC 5737: for documentation, nobody's


def test_a_connection_beyond_this_computer_is_refused_and_remembered(network_guard):
    with socket.socket() as outward, pytest.raises(ReachedOut, match=ELSEWHERE):
        outward.connect((ELSEWHERE, 80))
    assert network_guard.attempts == [f"socket.connect {ELSEWHERE}"]
    network_guard.attempts.clear()


def test_a_look_up_of_another_host_is_refused_and_remembered(network_guard):
    with pytest.raises(ReachedOut, match=r"host\.invalid"):
        socket.getaddrinfo("host.invalid", 443)
    assert network_guard.attempts == ["socket.getaddrinfo host.invalid"]
    network_guard.attempts.clear()


def test_a_datagram_to_elsewhere_is_refused(network_guard):
    with socket.socket(type=socket.SOCK_DGRAM) as outward, pytest.raises(ReachedOut):
        outward.sendto(b"", (ELSEWHERE, 53))
    network_guard.attempts.clear()


def test_this_computer_can_be_reached(network_guard):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert network_guard.attempts == []


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("a.b", False)],
)
def test_loopback_is_told_from_elsewhere(host, here):
    assert is_loopback(host) is here


def test_a_swallowed_refusal_still_fails_the_test(network_guard, request):
    around_a_test = NetworkGuard.pytest_runtest_call(network_guard, request.node)
    next(around_a_test)
    with socket.socket() as outward, contextlib.suppress(AssertionError):
        outward.connect((ELSEWHERE, 80))
    with pytest.raises(ReachedOut, match=ELSEWHERE):
        next(around_a_test)
    assert network_guard.attempts == []
