"""The command line: ``toolkit check | report | plan | read | compare | register | …``. Each module
beside this one adds the commands of one room through ``add(commands)``, its options as data; only
the room that is called gets loaded."""

from toolkit.cli.entry import main
from toolkit.cli.options import actions, describe, option

__all__ = ["actions", "describe", "main", "option"]
