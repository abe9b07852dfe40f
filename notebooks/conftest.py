"""The notebooks were executed in Chinese: their taught outputs are compared in that language on any machine."""

import os

os.environ["TOOLKIT_LANG"] = "zh"

# the teacher's version has the cells of the executed one, which is run
collect_ignore_glob = ["*.teacher.ipynb"]
