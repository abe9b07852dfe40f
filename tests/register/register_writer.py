"""A writer in a process of its own: ``register_writer.py URL NAME BATCHES`` appends batches of
three and says each number
once it was acknowledged."""

import sys

import pandas as pd

from toolkit.register import Register

STEPS = ("confirm", "activate", "report")


def main(url: str, name: str, batches: int) -> None:
    register = Register(url)
    print("ready", flush=True)
    for n in range(batches):
        rows = [
            ("pairing", f"{name}-{n}", step, "2011-03-01", "组织部门", "同一批") for step in STEPS
        ]
        frame = pd.DataFrame(
            rows, columns=["machine", "subject_id", "event", "valid_on", "actor", "reason"]
        )
        print(*register.append_many(frame), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
