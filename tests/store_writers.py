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


def bring_in_classes(pipe, folder, rows):
    """Bring in one new class after the other with all that a file may hold, and acknowledge each."""
    with Repository.open(folder) as repository:
        pipe.send("ready")
        pipe.recv()
        for number in range(1, 1_000):
            key, code = f"t{number}", f"S{number}"
            student = pd.DataFrame({"student_key": [key], "name": [key], "sort_name": [key]})
            evidence = pd.DataFrame(
                {
                    "student_key": key,
                    "standard_code": code,
                    "assessment": [f"Quiz {row}" for row in range(rows)],
                    "score": 1.0,
                    "points_possible": 1.0,
                    "status": "scored",
                    "attempt": 1,
                    "sequence": range(rows),
                }
            )
            days = pd.DataFrame(
                {"student_key": key, "date": pd.date_range("2001-01-01", periods=rows), "status": "late"}
            )
            repository.commit_import(
                new_class={"name": f"Class {number}"},
                importer="oneroster",
                file_digest=str(number),
                counts={"added": rows},
                new_students=student,
                new_identifiers=pd.DataFrame({"student_key": [key], "kind": ["id"], "identifier": [key]}),
                enrolled_keys=[key],
                evidence=evidence,
                standards=pd.DataFrame({"standard_code": [code], "title": [code]}),
                records={"attendance": days},
            )
            pipe.send(number)


def commit_a_preview(pipe, folder, packed):
    """Store a preview through the public door, telling how many rows are written so far, and when all are."""
    import pickle

    import plworkbench

    wb = plworkbench.open(folder)
    preview = pickle.loads(packed)
    pipe.send("ready")
    pipe.recv()
    wb.commit(preview, progress=lambda written, rows: pipe.send((written, rows)))
    pipe.send("done")
