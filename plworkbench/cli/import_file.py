"""`plworkbench import`: what importing a file would do, and then doing it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plworkbench.cli.check_file import DateOrder, Section, Sheet, refuse_other_order, refuse_unknown_choice
from plworkbench.cli.saying import NOTHING_TO_MEND, TO_MEND, no_traceback, say, say_problems, say_questions

if TYPE_CHECKING:
    from plworkbench.results import ImportPreview
    from plworkbench.workbench import Workbench

OneFile = Annotated[Path, typer.Argument(metavar="FILE", help="A file, or a folder of CSV files.")]
ClassName = Annotated[
    str, typer.Option("--class", metavar="NAME", help="Class it goes into. Left out: the one the file names.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")]
DataDir = Annotated[
    Path | None,
    typer.Option(file_okay=False, help="Folder of the class data. Left out: the place this computer keeps user data."),
]


def import_file(
    file: OneFile,
    class_name: ClassName = "",
    dry_run: DryRun = False,
    data_dir: DataDir = None,
    sheet: Sheet = "",
    section: Section = "",
    date_order: DateOrder = "",
) -> None:
    """Bring a file into a class, or only say what that would do with --dry-run.

    Exit code: 0 nothing to mend, 1 something to mend or to answer first, 2 not read.
    """
    refuse_other_order(date_order)
    with no_traceback():
        import plworkbench

        workbench = plworkbench.open(data_dir)
        try:
            given = {"sheet": sheet, "section": section, "date_order": date_order}
            answers = {key: answer for key, answer in given.items() if answer}
            preview = workbench.preview(file, class_name or section or None, **answers)
            refuse_unknown_choice(preview.parsed, sheet, section)
            _say_preview(preview)
            waiting = _say_what_waits(preview)
            if not dry_run:
                _store(workbench, preview, waiting)
        finally:
            workbench.close()
    raise typer.Exit(TO_MEND if waiting or preview.problems else NOTHING_TO_MEND)


def _say_preview(preview: ImportPreview) -> None:
    parsed = preview.parsed
    say(f"{parsed.format_name}, into {preview.class_name or 'the standards of the workbench'}.")
    if parsed.answers.section:
        say(f"Of its classes only '{parsed.answers.section}' is taken; --section takes another.")
    say(preview.sentence)
    untied = preview.plan.unmapped_columns["column_name"].tolist()
    if untied:
        names = ", ".join(f"'{name}'" for name in untied[:6]) + (", ..." if len(untied) > 6 else "")
        say(f"Left out, because no standard is tied to it yet: {names}. Tie it on the import page.")
    say_problems(preview.problems)


def _say_what_waits(preview: ImportPreview) -> bool:
    """Print what has to be answered before anything is stored; return whether there is anything."""
    questions = say_questions(preview.questions, indent=0)
    students = int((preview.matches["decision"] == "").sum())
    if students:
        say(f"? Students to be confirmed: {students:,}. Bring the file in on the import page of `plworkbench run`.")
    return bool(questions or students)


def _store(workbench: Workbench, preview: ImportPreview, waiting: bool) -> None:
    """Store what the preview shows, unless something has to be answered first."""
    if waiting:
        say("Nothing was stored: answer this first.")
        return
    import_key = workbench.commit(preview, progress=_show_progress if sys.stderr.isatty() else None)
    if import_key is None:
        say("Nothing was stored: everything is here already.")
        return
    say("It is stored.")
    say(f"To take it back: Take back on the import page, or in a notebook  wb.undo_import('{import_key}')")


def _show_progress(done: int, total: int) -> None:
    """Show on a terminal how far the storing is."""
    typer.echo(f"\rStoring: {done:,} of {total:,}" + ("\n" if done >= total else ""), nl=False, err=True)
