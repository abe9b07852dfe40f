"""Who may come in: shared words compared in constant time, short lock-outs, no more clicks than a person makes."""

from __future__ import annotations

import hmac
import ipaddress
import time
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

WRONG_MOST = 10
LOCKED_SECONDS = 60.0
CLICKS_A_SECOND, CLICKS_AT_ONCE = 15.0, 40.0
_ADDRESSES_MOST = 1000


def same(one: str, other: str) -> bool:
    """Whether two words are the same, in a time that does not depend on where they differ."""
    a, b = (unicodedata.normalize("NFKC", w).strip().encode("utf-8", "replace") for w in (one, other))
    return hmac.compare_digest(a, b)


def host_is_ours(host: str, local: tuple[str, int]) -> bool:
    """Whether a Host header names the address that the request came in on: a page of another name may not speak for us."""
    try:
        asked = urlsplit(f"//{host}")
        name, port = asked.hostname or "", asked.port or 80
        here = ipaddress.ip_address(local[0])
        known = here.is_loopback if name == "localhost" else ipaddress.ip_address(name) == here
    except ValueError:
        return False
    return known and port == local[1]


@dataclass
class Lock:
    """Shuts an address out for a while after too many wrong words."""

    wrong: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait(self, address: str) -> int:
        """Seconds until this address may try again."""
        count, since = self.wrong.get(address, (0, 0.0))
        left = since + LOCKED_SECONDS - time.monotonic()
        if left <= 0:
            self.wrong.pop(address, None)
        return int(left) + 1 if count >= WRONG_MOST and left > 0 else 0

    def failed(self, address: str) -> None:
        """One more wrong word."""
        if len(self.wrong) > _ADDRESSES_MOST:
            self.wrong.pop(next(iter(self.wrong)))
        self.wrong[address] = (self.wrong.get(address, (0, 0.0))[0] + 1, time.monotonic())


@dataclass
class Clicks:
    """A bucket for each group or address that fills at a person's pace."""

    level: dict[str, tuple[float, float]] = field(default_factory=dict)

    def too_many(self, who: str) -> bool:
        """Count one request; True when it is one too many."""
        now = time.monotonic()
        left, since = self.level.pop(who, (CLICKS_AT_ONCE, now))
        left = min(CLICKS_AT_ONCE, left + (now - since) * CLICKS_A_SECOND)
        if len(self.level) > _ADDRESSES_MOST:
            self.level.pop(next(iter(self.level)))
        self.level[who] = (max(left - 1, 0.0), now)
        return left < 1
