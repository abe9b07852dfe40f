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
#: behind one address together; devices that one address may bring in; requests
WRONG_BY_DEVICE, WRONG_BY_ADDRESS, CLICKS = (5, 20.0), (60, 10.0), (40, 1 / 15)
DEVICES = (100, 20.0)
#: tries of a device that we met before it gave a wrong word: nobody else behind its address can
#: use them up
FREE_TRIES = 2
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
    address's tries, nor the first tries of the others there.

    A device is known by a cookie that we gave it; those that keep none, or make one up, share the
    tries of one device, and whoever asks for one cookie after another is given them ever slower.
    """

    def __init__(self) -> None:
        self.devices, self.addresses = Bucket(*WRONG_BY_DEVICE), Bucket(*WRONG_BY_ADDRESS)
        self.arrivals, self.met = Bucket(*DEVICES), dict[str, int]()

    def knows(self, device: str) -> bool:
        """Whether we gave this cookie."""
        return device in self.met

    def meet(self, address: str, device: str) -> bool:
        """Remember a device; False where its address brings in too many at once."""
        if self.arrivals.over(address):
            return False
        if len(self.met) >= _KEYS_MOST:
            self.met.pop(next(iter(self.met)))
        self.met[device] = 0
        return True

    def wait(self, address: str, device: str) -> int:
        """Seconds until this device may try again."""
        own = self.devices.wait(self._who(address, device))
        free = self.met.get(device, FREE_TRIES) < FREE_TRIES
        return math.ceil(own if free else max(own, self.addresses.wait(address)))

    def _who(self, address: str, device: str) -> str:
        return f"{address} {device if self.knows(device) else ''}"

    def failed(self, address: str, device: str) -> None:
        """One more wrong word."""
        if self.knows(device):
            self.met[device] += 1
        self.devices.take(self._who(address, device))
        self.addresses.take(address)
