"""`plworkbench check`: what a file is, and everything in it that has to be mended."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plworkbench.cli.saying import NOT_READ, NOTHING_TO_MEND, TO_MEND, no_traceback, say, say_problems, say_questions

if TYPE_CHECKING:
    from plworkbench.errors import Problem
    from plworkbench.importers import ParsedFile

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files, or folders of CSV files.")]
Sheet = Annotated[str, typer.Option(metavar="NAME", help="Sheet of a workbook; left out: the first that is filled.")]
Section = Annotated[str, typer.Option(metavar="NAME", help="Class of a file that holds several.")]
DateOrder = Annotated[str, typer.Option(metavar="ORDER", help="How 9/8/2026 is meant: 'day first' or 'month first'.")]
MarkedUp = Annotated[
    Path | None,
    typer.Option(metavar="OUT.xlsx", help="Write a copy of the file with every problem marked. It holds names."),
]


def check(
    files: Files,
    sheet: Sheet = "",
    section: Section = "",
    date_order: DateOrder = "",
    marked_up: MarkedUp = None,
) -> None:
    """Say what a file is and everything that has to be mended in it. Nothing is stored.

    Exit code: 0 nothing to mend, 1 something to mend, 2 not read.
    """
    if marked_up is not None and len(files) > 1:
        raise typer.BadParameter("a marked-up copy is made of one file at a time", param_hint="--marked-up")
    refuse_other_order(date_order)
    codes = []
    for number, path in enumerate(files):
        if number:
            say()
        say(f"{path.name or path}:")
        try:
            with no_traceback():
                codes.append(_check_one(path, sheet, section, date_order, marked_up))
        except typer.Exit as left:
            codes.append(left.exit_code)
    raise typer.Exit(max(codes))


def refuse_other_order(date_order: str) -> None:
    """Refuse an answer about dates that is none."""
    if date_order not in ("", "day first", "month first"):
        raise typer.BadParameter("write 'day first' or 'month first'", param_hint="--date-order")


def _check_one(path: Path, sheet: str, section: str, date_order: str, marked_up: Path | None) -> int:
    from plworkbench.importers import Answers, parse_raw
    from plworkbench.importers.paths import read_path

    raw = read_path(path, sheet=sheet)
    whole = parse_raw(raw, Answers(sheet=sheet, date_order=date_order))
    refuse_unknown_choice(whole, sheet, section)
    parsed = whole.of_section(section) if section else whole
    problems = [parsed.placed(problem) for problem in parsed.problems]
    say(parsed.sentence, indent=2)
    _say_what_else(parsed)
    say_questions(parsed.questions)
    say_problems(problems)
    if marked_up is not None:
        _write_copy(parsed, problems, path, marked_up)
    if not problems:
        say("Nothing has to be mended.", indent=2)
    return TO_MEND if problems else NOTHING_TO_MEND


def refuse_unknown_choice(parsed: ParsedFile, sheet: str, section: str) -> None:
    """Refuse a sheet or a class that the file does not have, and name those it has."""
    if sheet and getattr(parsed.raw, "sheet", "") != sheet:
        have = ", ".join(f"'{name}'" for name in getattr(parsed.raw, "sheets", ())) or "none"
        say(f"There is no sheet '{sheet}' with data. Sheets with data: {have}.", indent=2)
        raise typer.Exit(NOT_READ)
    if section and section not in parsed.sections:
        have = ", ".join(f"'{name}'" for name in parsed.sections) or "none"
        say(f"The file names no class '{section}'. Classes it names: {have}.", indent=2)
        raise typer.Exit(NOT_READ)


def _say_what_else(parsed: ParsedFile) -> None:
    if len(parsed.sections) > 1:
        say(f"Classes in it: {', '.join(parsed.sections)}. Read one with --section.", indent=2)
    waiting = parsed.columns.loc[parsed.columns["needs_mapping"], "column_name"].tolist()
    if waiting:
        names = ", ".join(f"'{name}'" for name in waiting[:6]) + (", ..." if len(waiting) > 6 else "")
        say(f"Without a standard, to be tied when it is brought in: {names}.", indent=2)
    for reason, count in parsed.ignored["reason"].value_counts(sort=False).items():
        say(f"Not taken ({reason}): {count:,}.", indent=2)


def _write_copy(parsed: ParsedFile, problems: Sequence[Problem], path: Path, out: Path) -> None:
    """Write the marked-up copy, readable by its owner alone, and never over a file that is there."""
    from plworkbench.exports import marked_up_copy

    copy = marked_up_copy(parsed.raw, problems, path.name)
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(copy)
    except FileExistsError:
        say(f"'{out}' is there already and was left as it is. Name another file with --marked-up.", indent=2)
        raise typer.Exit(NOT_READ) from None
    except OSError:
        say(f"The copy could not be written to '{out}'. Name another place with --marked-up.", indent=2)
        raise typer.Exit(NOT_READ) from None
    say(f"Marked-up copy: {out}. It holds names: keep it where the file is kept.", indent=2)
