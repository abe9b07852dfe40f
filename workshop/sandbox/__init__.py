"""The county sandbox: five rounds of decisions over one fictitious county, on paper or on the
devices of a room."""

from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.server import Room, serve
from workshop.sandbox.session import Session
from workshop.sandbox.store import Store

__all__ = [
    "Room",
    "Sandbox",
    "SandboxError",
    "Session",
    "Store",
    "serve",
]
