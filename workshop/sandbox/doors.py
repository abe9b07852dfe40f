"""Who may come in: shared words compared in constant time, a few tries, no more clicks than a
person makes."""

from __future__ import annotations

import hmac
import ipaddress
import math
import time
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

#: so many at once, then one every so many seconds: wrong words of a device, and of all devices
#: behind one address (a class
#: behind a router has room for a dozen clumsy ones; ninety minutes of guessing come to 600 words),
#: and requests
WRONG_BY_DEVICE, WRONG_BY_ADDRESS, CLICKS = (5, 20.0), (60, 10.0), (40, 1 / 15)
_KEYS_MOST = 1000


def same(one: str, other: str) -> bool:
    """Whether two words are the same, in a time that does not depend on where they differ."""
    a, b = (
        unicodedata.normalize("NFKC", w).strip().encode("utf-8", "replace") for w in (one, other)
    )
    return hmac.compare_digest(a, b)


def host_is_ours(host: str, local: tuple[str, int]) -> bool:
    """Whether a Host header names the address that the request came in on: a page of another name
    may not speak for us."""
    try:
        asked = urlsplit(f"//{host}")
        name, port = asked.hostname or "", asked.port or 80
        here = ipaddress.ip_address(local[0])
        known = here.is_loopback if name == "localhost" else ipaddress.ip_address(name) == here
    except ValueError:
        return False
    return known and port == local[1]


@dataclass
class Bucket:
    """For each key so many at once, and then one every so many seconds; who was here longest ago is
    forgotten first."""

    most: float
    seconds: float
    level: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, who: str) -> float:
        """Seconds until there is one to take; 0 when there is."""
        return max(0.0, (1 - self._left(who)) * self.seconds)

    def over(self, who: str) -> bool:
        """Take one; True when it was one too many."""
        waits = self.wait(who) > 0
        self.take(who)
        return waits

    def take(self, who: str) -> None:
        """Take one, or what is left of it."""
        left = self._left(who)
        self.level.pop(who, None)
        if len(self.level) >= _KEYS_MOST:
            self.level.pop(next(iter(self.level)))
        self.level[who] = (max(left - 1, 0.0), time.monotonic())

    def _left(self, who: str) -> float:
        left, since = self.level.get(who, (self.most, 0.0))
        return min(self.most, left + (time.monotonic() - since) / self.seconds)


class Lock:
    """Slows down who gives wrong words, by device first: one that keeps trying does not use up its
    address's tries.

    A device is known by a cookie; those that keep none share the tries of one device, and whoever
    throws cookies away still has those of one address.
    """

    def __init__(self) -> None:
        self.devices, self.addresses = Bucket(*WRONG_BY_DEVICE), Bucket(*WRONG_BY_ADDRESS)

    def wait(self, address: str, device: str) -> int:
        """Seconds until this device may try again."""
        return math.ceil(
            max(self.devices.wait(f"{address} {device}"), self.addresses.wait(address))
        )

    def failed(self, address: str, device: str) -> None:
        """One more wrong word."""
        self.devices.take(f"{address} {device}")
        self.addresses.take(address)
