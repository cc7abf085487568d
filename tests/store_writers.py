"""What the programs do that the tests of the store start and kill; light to import, for they start often."""

import multiprocessing
import os
import time

import pandas as pd

from plworkbench.errors import NewerVersionExists
from plworkbench.store import Repository

PROGRAMS = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
if os.name == "posix":
    # The slow imports are done once, by the server that every program is forked from.
    PROGRAMS.set_forkserver_preload(["plworkbench.store"])


def start(work, *arguments):
    """Start a program; it does its work when the other end of the pipe says go."""
    ours, theirs = PROGRAMS.Pipe()
    program = PROGRAMS.Process(target=work, args=(theirs, *arguments), daemon=True)
    program.start()
    # Only the program may hold this end, or its death would not be noticed.
    theirs.close()
    assert ours.recv() == "ready"
    return program, ours


def read_to_the_end(pipe):
    """Everything the program sent until it ended or died."""
    received = []
    while True:
        try:
            received.append(pipe.recv())
        except (EOFError, OSError):
            return received


def write_numbers(pipe, folder, grouping_key, count, pause=0.0):
    """Save the grouping with the number 1, 2, ... in every part of it, and acknowledge each."""
    with Repository.open(folder) as repository:
        pipe.send("ready")
        pipe.recv()
        for number in range(1, count + 1):
            frame = pd.DataFrame(
                {"student_key": ["s1", "s2", "s3", "s4"], "group_number": number, "reason": str(number)}
            )
            change = {"grouping_key": grouping_key, "settings": {"number": number}}
            repository.save_grouping(change, frame, action="moved by hand")
            pipe.send(number)
            time.sleep(pause)


def add_one(pipe, folder, class_key, grouping_key, count):
    """Add one to the number in the grouping, again whenever somebody else was quicker."""
    with Repository.open(folder) as repository:
        pipe.send("ready")
        pipe.recv()
        for _ in range(count):
            while True:
                seen = repository.groupings(class_key).set_index("grouping_key").loc[grouping_key]
                change = {"grouping_key": grouping_key, "settings": {"number": seen["settings"].get("number", 0) + 1}}
                try:
                    repository.save_grouping(change, None, action="saved", expected_version=int(seen["version"]))
                    break
                except NewerVersionExists:
                    pipe.send("somebody was quicker")
    pipe.send("done")
