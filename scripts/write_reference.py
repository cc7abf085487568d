"""Write what is said of tables, formats and messages from the code that says it, so that the two cannot differ.

`python scripts/write_reference.py` writes the tables into data/README.md and the whole of docs/formats.md and
docs/scoring.md; with `--check` it writes nothing and fails if one of them is not what it would write.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

from plworkbench import mastery
from plworkbench.importers import REGISTRY
from plworkbench.importers.roster import ROLE_WORDS
from plworkbench.importers.tidy_parts import WORDS
from plworkbench.messages import CATALOGUE
from plworkbench.schema import TABLES, data_dictionary

ROOT = Path(__file__).parent.parent
BEGIN = "<!-- The tables: written by scripts/write_reference.py, not by hand. -->"
END = "<!-- End of the tables. -->"
FORMATS_HEAD = """\
# What can be brought in

Written by `scripts/write_reference.py` from the importers and the catalogue of messages; not edited by hand.

A format is told by what a file holds, never by its name. `plworkbench check FILE` says which one it is and what has to
be mended; `plworkbench import FILE --class "Period 3" --dry-run` says what bringing it in would do.
"""
EXAMPLE = (2.0, 3.5, 1.0, 3.0, 3.0)
"""The scores on which docs/scoring.md shows every rule."""

SCORING_HEAD = """\
# How a score comes about

Written by `scripts/write_reference.py` from the rules themselves; not edited by hand. *Class overview* shows the same
arithmetic with the work of one student; in a notebook, `wb.why("Period 3", "Ana Silva", "6.RP.A.1")` does.

1. **What counts.** Work with a score counts, 0 included. Excused work and work not assigned never count. Missing work
   is left out, or counts as 0 where the class chooses so.
2. **In which order.** By the day assessed, else handed in, else due; the class can put another of the three first.
   Work without any day is the oldest. Work of one day keeps the order of its file, and a retake comes after the first
   try.
3. **On the scale.** Points earned / points possible x the top of the scale. More points than possible are full marks,
   or count as they are. The questions of one quiz on one standard each stand for the quiz, its points earned / its
   points possible, but under *Highest* and *Shown several times*.
4. **The rule** makes one score of them, below.
5. **Rounding.** To two decimals, or to the step of the scale; halves go away from zero: 2.875 is 2.88. Only the result
   is rounded.
6. **The level** begins at the scores below. With less evidence than the class asks for there is no level, only
   *not enough evidence*.
"""


def scoring_text() -> str:
    """Return the page about rules and scales."""
    usual = mastery.Scoring()
    rules = [
        (rule.label, rule.says(usual), _shown(mastery.roll_up(EXAMPLE, rule=name)), rule.source)
        for name, rule in mastery.RULES.items()
    ]
    head = ("Rule", "In a sentence", f"Of {', '.join(f'{score:g}' for score in EXAMPLE)}", "Whose rule")
    scales = [
        (scale.label, *(_shown(scale.levels_from.get(level)) for level in ("developing", "secure", "extending")))
        for scale in mastery.SCALES.values()
    ]
    parts = [
        SCORING_HEAD,
        "## Rules\n\nThe third column is what each makes of the same five scores, oldest first, of 4.\n",
        _table(head, rules),
        "## Scales\n\nA district's own scale is a few lines in a file: `wb.use_scoring(file)`.\n",
        _table(("Scale", "developing from", "secure from", "extending from"), scales),
    ]
    return "\n".join(parts)


def tables_text() -> str:
    """Return the data dictionary: one section a table of the workbench."""
    columns = data_dictionary().assign(required=lambda frame: frame["required"].map({True: "yes", False: ""}))
    parts = []
    for name, own in columns.groupby("table", sort=False):
        rows = own[["column", "type", "required", "meaning"]].itertuples(index=False, name=None)
        rows = [(f"`{column}`", kind, required, meaning) for column, kind, required, meaning in rows]
        head = ("Column", "Type", "Required", "Meaning")
        parts.append(f"### Table `{name}`\n\n{TABLES[name].meaning}\n\n{_table(head, rows)}")
    return "\n".join(parts)


def formats_text() -> str:
    """Return the page about formats, headings and messages."""
    parts = [FORMATS_HEAD, "## Formats\n", *map(_format, REGISTRY)]
    parts.append("## Headings that any table may have\n\nSmall and capital letters, spaces and signs do not matter.\n")
    parts.append(_headings({**WORDS, **ROLE_WORDS}))
    parts.append("## Messages\n\nEach comes with its row and its column. What stands between ‹ and › is filled in.\n")
    rows = [(_blanks(message.says), _blanks(message.cure)) for message in CATALOGUE.values()]
    parts.append(_table(("What it says", "What to do"), rows))
    return "\n".join(parts)


def with_tables(page: str) -> str:
    """Return the text of data/README.md with the tables of today between its two markers."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"data/README.md has lost its markers:\n{BEGIN}\n{END}")
    return f"{before}{BEGIN}\n\n{tables_text()}\n{END}{after}"


def pages(root: Path = ROOT) -> dict[Path, str]:
    """Return each generated page with the text it should have."""
    readme = root / "data" / "README.md"
    return {
        readme: with_tables(readme.read_text("utf-8")),
        root / "docs" / "formats.md": formats_text(),
        root / "docs" / "scoring.md": scoring_text(),
    }


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the pages, or with `--check` return 1 if one of them differs."""
    wanted = pages(root)
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    names = ", ".join(path.relative_to(root).as_posix() for path in differing) or "nothing"
    if "--check" in arguments:
        print(f"Out of date: {names}." + (" Run scripts/write_reference.py." if differing else ""))
        return 1 if differing else 0
    for path in differing:
        path.write_text(wanted[path], "utf-8")
    print(f"Written: {names}.")
    return 0


def _format(module: ModuleType) -> str:
    about = inspect.cleandoc(module.__doc__ or "").partition("\n>>>")[0]
    known = "\n\n".join(_headings(words) for words in _word_lists(module))
    parts = [
        f"### {module.FORMAT_NAME}",
        f"**Known by:** {_plain(module.LOOKS_FOR.rstrip('.'))}.",
        _plain(about),
        known,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _word_lists(module: ModuleType) -> list[Mapping[str, Iterable[str]]]:
    """Return the public lists of headings that belong to one format alone."""
    return [
        value
        for name, value in vars(module).items()
        if re.fullmatch(r"[A-Z][A-Z_]*", name)
        and isinstance(value, Mapping)
        and value is not ROLE_WORDS
        and value is not WORDS
        and value
        and all(isinstance(words, tuple | list | set | frozenset) for words in value.values())
        and all(isinstance(word, str) for words in value.values() for word in words)
    ]


def _shown(score: float | None) -> str:
    return "-" if score is None or score != score else f"{score:g}"


def _headings(words: Mapping[str, Iterable[str]]) -> str:
    rows = []
    for role, known in words.items():
        in_order = sorted(known) if isinstance(known, set | frozenset) else list(known)
        rows.append((role.replace("_", " "), ", ".join(in_order)))
    return _table(("What it holds", "Headings"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(map(_plain, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _blanks(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"‹{found[1].replace('_', ' ')}›", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
