"""What the commands about files share: their exit codes, and a report that holds for any terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from plworkbench.errors import Problem
    from plworkbench.importers import Question

NOTHING_TO_MEND, TO_MEND, NOT_READ = 0, 1, 2
"""Exit codes of `check` and `import`."""


def say(text: str = "", *, indent: int = 0) -> None:
    r"""Print a line; signs of a file that could steer the terminal are left out.

    Examples
    --------
    >>> say("Score \x1b[2J: 3")
    Score  [2J: 3
    """
    if hasattr(sys.stdout, "reconfigure"):
        # A terminal that lacks a letter shows '?', and the report goes on.
        sys.stdout.reconfigure(errors="replace")
    typer.echo(" " * indent + "".join(sign if sign.isprintable() else " " for sign in text))


def say_problems(problems: Iterable[Problem], *, indent: int = 2) -> None:
    """Print problems, each with its place and its cure."""
    for found in problems:
        say(f"- {found}", indent=indent)


def say_questions(questions: Iterable[Question], *, indent: int = 2) -> int:
    """Print the questions a file leaves open and how to answer them; return how many."""
    waiting = [question for question in questions if not question.answer]
    for question in waiting:
        say(f"? {question.text}", indent=indent)
        option = f"--{question.key.replace('_', '-')}"
        for answer, words in question.options:
            known = f'{option} "{answer}"' if question.key in ANSWERED_BY_OPTION else f'"{answer}"'
            say(f"{known}: {words}", indent=indent + 4)
    return len(waiting)


ANSWERED_BY_OPTION = ("date_order", "sheet", "section")
"""Questions with an option of their own; others are answered on the import page or in a notebook."""


@contextmanager
def no_traceback() -> Iterator[None]:
    """Say what stopped a command in place of a traceback, which could hold names; exit as not read.

    Examples
    --------
    >>> try:
    ...     with no_traceback():
    ...         raise ValueError("Amara Okafor")
    ... except typer.Exit as left:
    ...     left.exit_code
      PL Workbench stumbled over this: ValueError in .... Nothing was changed.
      Please report this line; it holds nothing of your file.
    2
    """
    from plworkbench.errors import ProblemsFound, WorkbenchError

    try:
        yield
    except ProblemsFound as refused:
        say(refused.headline, indent=2)
        say_problems(refused.problems)
        raise typer.Exit(NOT_READ) from None
    except WorkbenchError as refused:
        say(str(refused), indent=2)
        raise typer.Exit(NOT_READ) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        say(f"PL Workbench stumbled over this: {_place_of(error)}. Nothing was changed.", indent=2)
        say("Please report this line; it holds nothing of your file.", indent=2)
        raise typer.Exit(NOT_READ) from None


def _place_of(error: BaseException) -> str:
    """Return the kind and the place of an error, and nothing of its text: that could hold a name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        if "plworkbench" not in Path(trace.tb_next.tb_frame.f_code.co_filename).parts:
            break
        trace = trace.tb_next
    place = f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
