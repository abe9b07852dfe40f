"""What a page sends: one verb and its words, performed or refused with a sentence."""

from __future__ import annotations

from typing import Any

from toolkit.terms import tr

#: of any text that a page sends
LONGEST = 20_000


class PageError(ValueError):
    """A step that a page refuses; the message says why."""


class Messages:
    """What a click does: the verb ``x`` of a message is the method ``_do_x``.

    ``said`` is what the page says last: ``ok``, ``info`` or ``refused``, and a sentence.
    """

    said: tuple[str, str]

    def do(self, message: Any, data: bytes | None = None) -> tuple[str, bytes] | None:
        """Perform what a message asks for; whatever it holds, the worst that happens is a
        sentence."""
        verb = message.get("do") if isinstance(message, dict) else None
        act = (
            getattr(self, f"_do_{verb}", None)
            if isinstance(verb, str) and verb.isidentifier()
            else None
        )
        if act is None:
            return None
        told = {str(k): str(v)[:LONGEST] for k, v in message.items() if k != "do"}
        try:
            return act(**told) if data is None else act(data=data, **told)
        except PageError as reason:
            self.said = ("refused", self._named(str(reason)))
        except (ValueError, OSError) as error:
            self.said = ("refused", str(error))
        except TypeError:  # a message with other parts than its verb takes
            self.said = (
                "refused",
                tr("没有看懂这一步，请再试一次。", "That was not understood; please try again."),
            )
        return None

    def _say(self, text: str) -> None:
        self.said = ("ok", self._named(text))

    def _named(self, text: str) -> str:
        """A sentence as this page writes names."""
        return text
