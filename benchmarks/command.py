"""What the benchmarks' commands share: which parts are asked for, and tables printed and kept as they are measured."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from benchmarks.mastery.machine import machine, versions


def command_line(name: str, about: str, parts: Iterable[str]) -> argparse.ArgumentParser:
    """Return what `python -m benchmarks.<name>` understands; a benchmark may add to it.

    Examples
    --------
    >>> command_line("mastery", "Print the tables.", ["rules", "truth"]).parse_args(["--parts", "truth"]).parts
    ['truth']
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    parser.add_argument("--quick", action="store_true", help="small sizes and few runs, to see that it works")
    parser.add_argument("--parts", nargs="+", choices=list(parts), default=list(parts))
    parser.add_argument("--into", type=Path, help="a file that the tables are written to as well")
    return parser


def print_report(
    name: str,
    title: str,
    packages: Iterable[str],
    parts: Mapping[str, Callable[[bool], Iterable[str]]],
    asked: argparse.Namespace,
) -> None:
    """Print each part as it is measured, and write what is there so far to a file when asked."""
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        print(f"{text}\n", flush=True)
        if asked.into:
            asked.into.write_text("\n\n".join(said) + "\n", encoding="utf-8")

    say(f"# {title}")
    say(
        f"Written by `python -m benchmarks.{name}{' --quick' if asked.quick else ''}` on "
        f"{datetime.date.today():%d %B %Y}. {machine()}; {versions(*packages)}."
    )
    for part in asked.parts:
        for text in parts[part](asked.quick):
            say(text)
