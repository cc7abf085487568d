"""Damage the samples of every format at random and see that each is read, or refused with a reason.

`python scripts/fuzz_importers.py --seconds 60` says which seed it used; the same seed damages the same files in the
same order. Where atheris is installed (`pip install .[fuzz]`) it looks at which code a file reaches and goes on from
there. A finding is written to a file, and `--reproduce FILE` shows it again.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import hashlib
import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from fuzz_mutations import mutated

ROOT = Path(__file__).parent.parent
FINDINGS = ROOT / "test-results" / "fuzz"
SECONDS_EACH, MEGABYTES_EACH, MOST_ROWS = 10, 2_000, 2_000
"""What one file may take, beyond what the packages take; and up to how many rows it is accounted for."""

sys.path.insert(0, str(ROOT / "tests"))


class TooSlow(BaseException):
    """One file took longer than it may; no BaseException is caught on the way."""


def samples() -> list[bytes]:
    """Return the files to begin with: the good one and the bad one of each format."""
    from format_samples import SAMPLES

    return [content for sample in SAMPLES.values() for content in (sample.GOOD, sample.BAD)]


def judge(content: bytes) -> tuple:
    """Read a file and return what became of it, to tell a new outcome from a known one.

    Raises
    ------
    AssertionError
        If it is not accounted for; any other exception that comes out is a finding too.
    """
    from importers_helpers import account_of, has_declared_types

    from plworkbench.errors import ImportRefused
    from plworkbench.exports import marked_up_copy
    from plworkbench.importers import read_file

    try:
        parsed = read_file(content, "export", _answers_for(content))
    except ImportRefused as refused:
        assert refused.problems, "refused without a reason"
        assert all(problem.cure for problem in refused.problems), "refused without a cure"
        return ("refused", refused.headline, refused.problems[0].code)
    assert has_declared_types(parsed), "columns or types are not those declared"
    assert all(problem.message and problem.cure for problem in parsed.problems), "a problem without words"
    problems = [parsed.placed(problem) for problem in parsed.problems]
    if _row_count(parsed) <= MOST_ROWS:
        places = account_of(parsed)
        wrong = places[places != 1]
        assert wrong.empty, f"not accounted for exactly once: {wrong.head(5).to_dict()}"
        assert marked_up_copy(parsed.raw, problems, "export")[:2] == b"PK"
    return (
        parsed.importer, frozenset(problem.code for problem in problems), frozenset(parsed.ignored["reason"]),
        frozenset(question.key for question in parsed.questions), frozenset(parsed.scores["status"]),
        min(len(parsed.scores), 3), min(len(parsed.students), 3),
    )  # fmt: skip


def _row_count(parsed: object) -> int:
    raw = parsed.raw
    tables = getattr(raw, "tables", {"": raw}).values()
    return sum(len(getattr(table, "row_numbers", ())) for table in tables)


def _answers_for(content: bytes) -> object:
    """Return the answers to read a file with, told by its content, so that a finding stays one."""
    from plworkbench.importers import Answers

    digit = hashlib.sha256(content).digest()[0]
    if digit % 2:
        return Answers()
    return Answers(
        known_codes=("6.RP.A.1", "6.RP.A.2"),
        date_order=("", "day first", "month first")[digit % 3],
        demographics="bring in" if digit % 4 else "",
        title="Exit ticket 6.RP.A.1" if digit % 8 else "",
    )


@contextlib.contextmanager
def limited_time() -> Iterator[None]:
    """Interrupt what takes longer than it may; end the process if it cannot be interrupted."""

    def stop(*_: object) -> None:
        raise TooSlow(f"it took longer than {SECONDS_EACH} seconds")

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_EACH)
    faulthandler.dump_traceback_later(3 * SECONDS_EACH, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def limit_memory() -> None:
    """Let this process take no more memory than the packages need and one file may."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    judge(b"Student,6.RP.A.1\nA,1\n")  # loads the packages
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    limit = pages * os.sysconf("SC_PAGE_SIZE") + MEGABYTES_EACH * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def verdict(content: bytes) -> tuple[tuple, str, str]:
    """Return what became of a file, the kind of fault it shows and its traceback; '' twice if it shows none."""
    try:
        with limited_time():
            return judge(content), "", ""
    except (Exception, TooSlow) as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "plworkbench" in frame.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "this script"
        what = (
            str(error).partition(":")[0] if isinstance(error, AssertionError) else f"{type(error).__name__} in {place}"
        )
        return (), what or type(error).__name__, "".join(traceback.format_exception(error))


def shrunk(content: bytes, kind: str, seconds: float = 3) -> bytes:
    """Return the file with parts taken out that its fault does not need."""
    stop, step = time.monotonic() + seconds, max(1, len(content) // 2)
    while step and time.monotonic() < stop:
        place = 0
        while place < len(content) and time.monotonic() < stop:
            shorter = content[:place] + content[place + step :]
            if verdict(shorter)[1] == kind:
                content = shorter
            else:
                place += step
        step //= 2
    return content


def keep(content: bytes, kind: str, trace: str) -> None:
    """Write a finding to a file and say how to see it again."""
    path = FINDINGS / f"finding-{hashlib.sha256(content).hexdigest()[:12]}"
    path.write_bytes(content)
    print(f"\nFOUND: {kind}\n{trace}", flush=True)
    print(f"Again: python scripts/fuzz_importers.py --reproduce {path.relative_to(ROOT)}", flush=True)


def damage_at_random(seconds: float, seed: int, files: list[bytes]) -> int:
    """Damage files until the time is over; return how many kinds of fault were found."""
    limit_memory()
    chance, pool, outcomes, kinds = random.Random(seed), list(files), set(), set()
    stop, count = time.monotonic() + seconds, 0
    current = FINDINGS / "current"
    while time.monotonic() < stop:
        # At first every file as it is; then mostly what led somewhere new.
        known = count < len(files)
        start = files[count] if known else chance.choice(pool[-60:] if chance.random() < 0.5 else pool)
        content = start if known else mutated(start, pool, chance)
        current.write_bytes(content)  # should the process die of it
        count += 1
        outcome, kind, trace = verdict(content)
        if kind:
            if kind not in kinds:
                kinds.add(kind)
                keep(content if kind.startswith("TooSlow") else shrunk(content, kind), kind, trace)
            continue
        if outcome not in outcomes:
            outcomes.add(outcome)
            pool.append(content)
    current.unlink()
    print(f"{count:,} files, {len(outcomes):,} different outcomes, {len(kinds)} kinds of fault.", flush=True)
    return len(kinds)


def damage_guided(seconds: float, seed: int, files: list[bytes]) -> None:
    """Let atheris choose what to damage by the code that is reached. It ends the process."""
    import atheris

    corpus = FINDINGS / "corpus"
    corpus.mkdir(exist_ok=True)
    for content in files:
        (corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    import pandas  # noqa: F401  not ours: without its coverage each file takes a tenth of the time

    with atheris.instrument_imports(include=["plworkbench.importers", "plworkbench.messages"]):
        import plworkbench.importers  # noqa: F401

    def mutate(content: bytes, most: int, step: int) -> bytes:
        chance = random.Random(step)
        if chance.random() < 0.4:
            return atheris.Mutate(content, most)
        return mutated(content, files, chance)[:most]

    options = [f"-max_total_time={int(seconds)}", f"-seed={seed % 2**31 + 1}", f"-timeout={SECONDS_EACH}"]
    options += [f"-rss_limit_mb={MEGABYTES_EACH}", f"-artifact_prefix={FINDINGS}/", "-max_len=60000"]
    atheris.Setup([sys.argv[0], str(corpus), *options], lambda content: judge(content) and None, custom_mutator=mutate)
    atheris.Fuzz()


def supervise(seconds: float, seed: int, arguments: list[str]) -> int:
    """Run the damage in a process of its own, which may die of it, until the time is over."""
    FINDINGS.mkdir(parents=True, exist_ok=True)
    stop, failed = time.monotonic() + seconds, False
    while (left := stop - time.monotonic()) > 1 or not failed:
        worker = [sys.executable, __file__, "--worker", "--seconds", str(max(left, 1)), "--seed", str(seed), *arguments]
        status = subprocess.run(worker, check=False).returncode
        current = FINDINGS / "current"
        if current.exists():
            keep(current.read_bytes(), f"the process ended with status {status}", "")
            current.unlink()
        if status == 0:
            break
        failed = True
        if status == 1:  # it ran to its end and said what it found
            break
        seed += 1
    print("Nothing was found." if not failed else f"Findings are in {FINDINGS.relative_to(ROOT)}.")
    return int(failed)


def main() -> int:
    """Return 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None, help="left out: one at random")
    parser.add_argument("--corpus", type=Path, help="folder of further files to begin with")
    parser.add_argument("--reproduce", type=Path, help="only read this one file")
    parser.add_argument("--plain", action="store_true", help="do not use atheris")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.reproduce:
        _, kind, trace = verdict(asked.reproduce.read_bytes())
        print(trace or "It shows no fault.")
        return int(bool(kind))
    seed = random.SystemRandom().randrange(2**31) if asked.seed is None else asked.seed
    guided = not asked.plain and importlib.util.find_spec("atheris") is not None
    if not asked.worker:
        print(f"Seed {seed}, {asked.seconds:g} seconds, {'guided by atheris' if guided else 'at random'}.", flush=True)
        further = ["--corpus", str(asked.corpus)] if asked.corpus else []
        return supervise(asked.seconds, seed, [*further, *(["--plain"] if asked.plain else [])])
    files = samples()
    if asked.corpus:
        files += [path.read_bytes() for path in sorted(asked.corpus.iterdir()) if path.is_file()]
    if guided:
        damage_guided(asked.seconds, seed, files)
    return int(damage_at_random(asked.seconds, seed, files) > 0)


if __name__ == "__main__":
    sys.exit(main())
