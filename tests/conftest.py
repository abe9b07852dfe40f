"""What all tests share: the reader's language, Hypothesis without deadlines, no figure windows, no network."""

import os
import socket
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("TOOLKIT_LANG", "zh")
os.environ.setdefault("MPLBACKEND", "Agg")

# a loaded machine must not fail a property; under CI the same examples are drawn each time
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def needed() -> Callable[[object, str], None]:
    """``needed(found, reason)``: skip with the reason where a service is missing, but fail under CI, which installs it."""

    def check(found: object, reason: str) -> None:
        if not found and os.environ.get("CI"):
            pytest.fail(f"missing under CI: {reason}")
        if not found:
            pytest.skip(reason)

    return check


@pytest.fixture(autouse=True, scope="session")
def offline() -> Iterator[None]:
    """Nothing is fetched at run time: a connection that leaves this machine is an error in every test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        inet = self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple)
        if inet and str(address[0]) not in ("localhost", "::1", "") and not str(address[0]).startswith("127."):
            raise AssertionError(f"a test tried to reach {address}: nothing may be fetched at run time")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
