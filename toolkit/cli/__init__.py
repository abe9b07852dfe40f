"""The command line: ``toolkit check | report | plan | read | compare | register | …``. Each module
beside this
one adds the commands of one room through ``add(commands)``; only the room that is called gets
loaded."""

from toolkit.cli.entry import main

__all__ = ["main"]
