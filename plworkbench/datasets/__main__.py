"""Write the bundled samples again: `python -m plworkbench.datasets [--source FOLDER]`."""

import argparse
from pathlib import Path

from plworkbench.datasets.samples import write_samples
from plworkbench.folders import shipped

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m plworkbench.datasets", description="Write the sample data again.")
    parser.add_argument("--into", type=Path, default=shipped("data"), help="folder to write to (default: data/)")
    parser.add_argument(
        "--source",
        type=Path,
        help="folder holding the originals of the two real sets, as data/README.md describes; "
        "without it only the synthetic set is written",
    )
    arguments = parser.parse_args()
    for path in write_samples(arguments.into, source=arguments.source):
        print(path)
