"""The notebooks were executed in Chinese: their taught outputs are compared in that language on any
machine."""

import os

os.environ["TOOLKIT_LANG"] = "zh"
