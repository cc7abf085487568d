"""Bringing files in: previewed before they are stored, taken back when they were the wrong ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from plworkbench import importers, schema
from plworkbench.errors import NotFound
from plworkbench.results import ImportPreview, format_words
from plworkbench.workbench.looking import Looking, same_name
from plworkbench.workbench.remembered import ANSWERS, recall, to_remember

PathLike = str | os.PathLike[str]


class Importing(Looking):
    """The part of the workbench that brings files in."""

    def preview(
        self,
        source: PathLike | bytes | importers.ParsedFile,
        class_name: str | None = None,
        *,
        file_name: str | None = None,
        **answers: object,
    ) -> ImportPreview:
        """Read a file and show what importing it into a class would do; nothing is stored.

        Parameters
        ----------
        source : path, bytes or ParsedFile
            The file or a folder of files, its content, or `parsed` of an earlier preview, to see it against another
            class.
        class_name : str, optional
            The class it belongs to; a new name makes a new class when it is committed. By default the section the
            file names; of several the first, and `questions` asks which one is meant.
        file_name : str, optional
            Name of the file when its content is given.
        **answers
            What the file leaves open, as in `ImportPreview.answer`: `date_order="day first"`.

        Raises
        ------
        ImportRefused
            If the file cannot be read as class data; the message says what to do.
        NotFound
            If no class is named, neither here nor in the file.

        Notes
        -----
        What was said of an earlier file of the same source holds again, while its import stands: `questions` shows it
        as answered. A source is a class, a format and the headings.
        """
        seen = self._store.last_change()  # asked first: what changes from here on makes the preview out of date
        is_parsed = isinstance(source, importers.ParsedFile)
        parsed = source if is_parsed else self._parse(source, file_name, class_name, answers)
        # Standards alone belong to no class, whatever class was named.
        name = "" if _is_of_standards(parsed) else (class_name or _only_section(parsed)).strip()
        if not name and not _is_of_standards(parsed):
            raise NotFound("Give the class a name, such as 'Period 3'; the file does not say which class it is.")
        class_key, name = self._class_called(name)
        nothing = schema.empty_frame
        remembered = (
            self._store.column_mappings(class_key, parsed.importer) if class_key else nothing("column_mappings")
        )
        tied = _renamed(remembered, parsed, "assessment", "column_name").drop(columns=["class_key", "importer"])
        return ImportPreview(
            class_name=name,
            parsed=parsed,
            mapping=tied,
            remembered=tied,
            known=self._known(class_key, parsed),
            imported_before=self._store.find_import(class_key, parsed.digest) is not None,
            class_key=class_key,
            seen=seen,
            source=None if is_parsed else source,
        )

    def _class_called(self, name: str) -> tuple[str | None, str]:
        """Return the key and the name of a class, hidden ones too; no key if there is none of that name."""
        classes = self._store.classes()
        same = classes[same_name(classes["name"], name)]
        return (same["class_key"].iloc[0], same["name"].iloc[0]) if len(same) else (None, name)

    def _known(self, class_key: str | None, parsed: importers.ParsedFile) -> dict[str, object]:
        """Return what the workbench has, as `importers.plan_import` compares with it."""
        enrolled = set(self._store.students(class_key)["student_key"]) if class_key else set()
        everybody, nothing = self._store.students(), schema.empty_frame
        return {
            "known_students": everybody.assign(in_class=everybody["student_key"].isin(enrolled)),
            "known_identifiers": self._store.identifiers(),
            "former_identifiers": self._store.identifiers(standing=False),
            "confirmed_names": self._store.confirmed_names(class_key) if class_key else nothing("confirmed_names"),
            "current_evidence": self._store.evidence(class_key) if class_key else nothing("evidence"),
            "current_records": {
                table: self._store.records(table, class_key) if class_key else nothing(table)
                for table in parsed.records
            },
            "known_standards": self._store.standards(),
            "known_prerequisites": self._store.prerequisites(),
        }

    def _parse(
        self, source: PathLike | bytes, file_name: str | None, class_name: str | None, answers: dict
    ) -> importers.ParsedFile:
        """Return what a file says, read with the answers given now and those given before."""
        standards = self._store.standards()
        coded = standards.dropna(subset="source_identifier")
        given = importers.Answers(
            known_codes=tuple(standards["standard_code"]),
            known_identifiers=dict(zip(coded["source_identifier"], coded["standard_code"], strict=True)),
        )
        given = replace(given, **answers)
        if isinstance(source, bytes):
            raw = importers.read_raw(source, file_name or "", sheet=given.sheet)
        else:
            raw = importers.read_path(source, sheet=given.sheet)
        parsed = importers.parse_raw(raw, given)
        before = self._said_before(parsed, class_name or _only_section(parsed))
        if before := {name: value for name, value in before.items() if name not in answers}:
            given = replace(given, **before)
            parsed = importers.parse_raw(raw, given)
        if "section" not in answers and len(parsed.sections) > 1:
            named = parsed.sections if class_name is None else _same_section(parsed.sections, class_name)
            if named:
                parsed = importers.parse_raw(raw, replace(given, section=named[0]))
        return parsed

    def _said_before(self, parsed: importers.ParsedFile, class_name: str) -> dict[str, object]:
        """Return what was said of earlier files of the same source, as far as their imports stand."""
        class_key, _ = self._class_called(class_name)
        said = self._store.settings_named(ANSWERS)
        if not said:
            return {}
        imports = self._store.imports()
        known = imports[imports["undone_at"].isna() & imports["import_key"].isin(list(said))]
        is_here = known["class_key"] == (class_key or "")
        parts = ([said[key] for key in known.loc[part, "import_key"]] for part in (is_here, ~is_here))
        return recall(*parts, parsed)

    def commit(self, preview: ImportPreview, progress: Callable[[int, int], None] | None = None) -> str | None:
        """Store what a preview shows, all of it or nothing, and return the key of the import; None for nothing new.

        The class and standards that are new are made, the way columns are tied to standards and the answers to the
        file's questions are remembered, and scores that replace older ones keep the older ones, so that `undo_import`
        brings them back.

        Parameters
        ----------
        preview : ImportPreview
            As `preview` gave it.
        progress : callable, optional
            Called with the number of rows stored so far and the number in all.

        Raises
        ------
        NewerVersionExists
            If something was brought in, taken back or merged since the preview. Nothing was changed; preview the file
            again.
        """
        if not preview.changes_anything:
            return None
        plan, parsed = preview.plan, preview.parsed
        current = preview.known["current_evidence"].set_index("evidence_key")
        class_key = preview.class_key
        new_class = {"name": preview.class_name, "subject": None, "source": parsed.importer}
        # What has no date is ordered by `sequence`: later files come later, and a corrected score keeps its place.
        after = current["sequence"].max() + 1 if len(current) else 0
        added = plan.added.assign(sequence=plan.added["sequence"] + after)
        changed = plan.changed.assign(sequence=plan.changed["replaces"].map(current["sequence"]).astype("Int64"))
        evidence = pd.concat([added, changed[added.columns]]) if len(changed) else added
        said = to_remember(parsed, preview.class_name)
        return self._store.commit_import(
            class_key,
            new_class=None if class_key or not preview.class_name else new_class,
            importer=parsed.importer,
            file_digest=parsed.digest,
            counts=plan.counts | {"moved": len(preview.moved), "format_name": parsed.format_name},
            new_students=plan.new_students,
            new_identifiers=plan.identifiers,
            enrolled_keys=plan.students["student_key"].tolist(),
            evidence=evidence,
            replaced_keys=[*plan.changed["replaces"], *preview.moved],
            mappings=_renamed(preview.mapping, parsed, "column_name", "assessment"),
            standards=_new_standards(plan, preview.known["known_standards"]),
            prerequisites=plan.prerequisites,
            records={name: pd.concat([part.added, part.changed]) for name, part in plan.records.items()},
            replaced_records={name: part.changed["replaces"].tolist() for name, part in plan.records.items()},
            confirmed_names=plan.confirmed_names,
            seen=preview.seen,
            settings={ANSWERS: said} if said else None,
            progress=progress,
        )

    def imports(self, class_name: str | None = None) -> pd.DataFrame:
        """Return one row an import, newest first: those into a class, or all; those taken back are among them.

        Returns
        -------
        DataFrame
            The table `imports`, and class_name (missing for standards alone) and format_name, the format in words.
            `imported_at` and `undone_at` are in UTC; `undone_at` is missing while the import stands.
        """
        imports, classes = self._store.imports(), self._store.classes()
        imports = imports.assign(
            class_name=imports["class_key"].map(classes.set_index("class_key")["name"]).astype("str"),
            format_name=imports["importer"].map(format_words).astype("str"),
        )
        if class_name is not None:
            imports = imports[same_name(imports["class_name"].fillna(""), class_name)]
        return imports.reset_index(drop=True)

    def undo_import(self, import_key: str) -> None:
        """Take back an import, so that everything reads as it did before it. `redo_import` reverses this.

        Its scores, records, students, standards and ties go, and so does what was said of its file; what it had
        replaced returns.

        Parameters
        ----------
        import_key : str
            As `commit` returned it; `imports` lists it.

        Raises
        ------
        UndoRefused
            If later work depends on it: newer scores, groups, wishes, merges. Its `problems` list all of it.
        NotFound
            If there is no such import.
        """
        self._store.undo_import(import_key)

    def redo_import(self, import_key: str) -> None:
        """Bring an import back that was taken back.

        Raises
        ------
        WorkbenchError
            If its scores or its students came in again since; import the file once more instead.
        NotFound
            If there is no such import.
        """
        self._store.redo_import(import_key)


def _renamed(mapping: pd.DataFrame, parsed: importers.ParsedFile, old: str, new: str) -> pd.DataFrame:
    """Return a mapping by the assessment in place of the header, or the other way round.

    It is remembered by the assessment, because the same column has another header when a grading period is chosen.
    Columns that share an assessment, one for each standard, are remembered by their headers.
    """
    if mapping.empty:
        return mapping
    pairs = parsed.scores[["column_name", "assessment"]].drop_duplicates().astype("str")
    names = pairs[~pairs["assessment"].duplicated(keep=False)].drop_duplicates(old).set_index(old)[new]
    return mapping.assign(column_name=mapping["column_name"].map(names).fillna(mapping["column_name"]).astype("str"))


def _new_standards(plan: importers.ImportPlan, known: pd.DataFrame) -> pd.DataFrame:
    """Return the standards the file describes, and those that its columns were tied to and nobody knew."""
    described = pd.concat([plan.standards.added, plan.standards.changed]).drop(columns="row_number")
    codes = pd.Series(
        pd.concat([plan.added["standard_code"], plan.changed["standard_code"]]).astype("str").unique(), dtype="str"
    )
    new = codes[~codes.isin(known["standard_code"]) & ~codes.isin(described["standard_code"])]
    return pd.concat([described, pd.DataFrame({"standard_code": new, "title": new})], ignore_index=True)


def _is_of_standards(parsed: importers.ParsedFile) -> bool:
    return len(parsed.standards) > 0 and parsed.students.empty


def _same_section(sections: list[str], class_name: str) -> list[str]:
    return [section for section in sections if same_name(pd.Series([section]), class_name).item()]


def _only_section(parsed: importers.ParsedFile) -> str:
    sections = parsed.sections
    # Students of the class that was read may be in others of the file as well.
    if parsed.answers.section in sections:
        return parsed.answers.section
    return sections[0] if len(sections) == 1 else ""
