"""``python -m toolkit`` is the command line."""

import gc

from toolkit.cli import main

# a command makes tables by the thousand and ends: looking for garbage less often saves a tenth
gc.set_threshold(20_000, 20, 20)
raise SystemExit(main())
