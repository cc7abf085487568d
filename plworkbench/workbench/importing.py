"""Bringing data in: samples, and files that are previewed before they are stored."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from plworkbench import datasets, importers, schema
from plworkbench.errors import NotFound
from plworkbench.results import ImportPreview
from plworkbench.workbench.looking import Looking, same_name

PathLike = str | os.PathLike[str]

REMOVED = " (removed sample "
"""In the name of a sample's class while the sample is removed."""


class Importing(Looking):
    """The part of the workbench that brings data in."""

    def samples(self) -> dict[str, datasets.Sample]:
        """Return the bundled sample classes by key."""
        return datasets.SAMPLES

    def add_sample(self, key: str) -> list[str]:
        """Add the classes of a bundled sample and return their names; what is there is not added, removed ones return.

        Parameters
        ----------
        key : str
            A key of `samples()`.
        """
        if key not in datasets.SAMPLES:
            raise NotFound(f"There is no sample '{key}'. There are {', '.join(datasets.SAMPLES)}.")
        classes = self._store.classes()
        there = classes[classes["source"] == f"sample:{key}"]
        if len(there):
            return self._bring_back(there)
        sample = datasets.load_sample(key)
        self._store.put_standards(sample.standards, sample.prerequisites)
        return [self._add_sample_class(sample, found, f"sample:{key}") for found in sample.classes.itertuples()]

    def remove_sample(self, key: str) -> None:
        """Take the classes of a sample back; evidence imported into them by hand stays. `add_sample` reverses this."""
        classes, imports = self._store.classes(), self._store.imports()
        removed = classes[classes["source"] == f"sample:{key}"]
        found = imports["class_key"].isin(removed["class_key"]) & (imports["importer"] == "sample")
        for import_key in imports.loc[found & imports["undone_at"].isna(), "import_key"]:
            self._store.undo_import(import_key)
        hidden = removed[~removed["class_key"].isin(self._standing_classes()["class_key"])]
        for gone in hidden[~hidden["name"].str.contains(REMOVED, regex=False)].itertuples():
            # Its name is free again for a class of the teacher's own.
            self._store.rename_class(gone.class_key, f"{gone.name}{REMOVED}{gone.class_key[:6]})")

    def _bring_back(self, classes: pd.DataFrame) -> list[str]:
        imports = self._store.imports()
        found = imports["class_key"].isin(classes["class_key"]) & (imports["importer"] == "sample")
        for import_key in imports.loc[found & imports["undone_at"].notna(), "import_key"]:
            self._store.redo_import(import_key)
        names = []
        for back in classes.itertuples():
            name = back.name.split(REMOVED)[0]
            if name != back.name:
                name = self._free_name(name)
                self._store.rename_class(back.class_key, name)
            names.append(name)
        return names

    def _free_name(self, name: str) -> str:
        """Return a class name that is not taken: the name itself, or with '(sample)'."""
        taken = self._store.classes()["name"]
        tries = (name, f"{name} (sample)", *(f"{name} (sample {n})" for n in range(2, 1000)))
        return next(free for free in tries if not same_name(taken, free).any())

    def _add_sample_class(self, sample: datasets.ClassSet, found, source: str) -> str:
        name = self._free_name(found.name)
        enrolled = sample.enrollments.loc[sample.enrollments["class_key"] == found.class_key, "student_key"]
        evidence = sample.evidence[sample.evidence["class_key"] == found.class_key]
        class_key = self._store.add_class(name, subject=found.subject, source=source)
        self._store.commit_import(
            class_key,
            importer="sample",
            file_digest=f"{source}:{found.name}",
            counts={"added": len(evidence), "changed": 0, "unchanged": 0, "left_out": 0},
            new_students=sample.students[sample.students["student_key"].isin(enrolled)],
            new_identifiers=sample.identifiers[sample.identifiers["student_key"].isin(enrolled)],
            enrolled_keys=enrolled.tolist(),
            evidence=evidence,
            replaced_keys=[],
        )
        self._store.put_setting("mastery", {"minimum_evidence": sample.minimum_evidence}, scope=class_key)
        return name

    def preview(
        self,
        source: PathLike | bytes | importers.ParsedFile,
        class_name: str | None = None,
        *,
        file_name: str | None = None,
    ) -> ImportPreview:
        """Read a file and show what importing it into a class would do; nothing is stored.

        Parameters
        ----------
        source : path, bytes or ParsedFile
            The file, its content, or `parsed` of an earlier preview, to see it against another class.
        class_name : str, optional
            The class it belongs to; a new name makes a new class when it is committed. By default the section the
            file names, if it names just one.
        file_name : str, optional
            Name of the file when its content is given.

        Raises
        ------
        ImportRefused
            If the file cannot be read as class data; the message says what to do.
        NotFound
            If no class is named, neither here nor in the file.
        """
        parsed = source if isinstance(source, importers.ParsedFile) else self._parse(source, file_name)
        name = (class_name or _only_section(parsed)).strip()
        if not name:
            raise NotFound("Give the class a name, such as 'Period 3'; the file does not say which class it is.")
        classes = self._store.classes()
        same = classes[same_name(classes["name"], name)]
        class_key, name = (same["class_key"].iloc[0], same["name"].iloc[0]) if len(same) else (None, name)
        everybody, nothing = self._store.students(), schema.empty_frame
        enrolled = set(self._store.students(class_key)["student_key"]) if class_key else set()
        ever = enrolled | set(self._store.students_ever(class_key)) if class_key else set()
        remembered = (
            self._store.column_mappings(class_key, parsed.importer) if class_key else nothing("column_mappings")
        )
        tied = _renamed(remembered, parsed, "assessment", "column_name").drop(columns=["class_key", "importer"])
        return ImportPreview(
            class_name=name,
            parsed=parsed,
            mapping=tied,
            remembered=tied,
            known_students=everybody.assign(
                in_class=everybody["student_key"].isin(ever), enrolled=everybody["student_key"].isin(enrolled)
            ),
            known_identifiers=self._store.identifiers(),
            current_evidence=self._store.evidence(class_key) if class_key else nothing("evidence"),
            imported_before=bool(class_key and self._store.find_import(class_key, parsed.digest)),
        )

    def _parse(self, source: PathLike | bytes, file_name: str | None) -> importers.ParsedFile:
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
        shown_name = file_name or ("" if isinstance(source, bytes) else Path(source).name)
        return importers.read_file(content, shown_name, known_codes=self._store.standards()["standard_code"].tolist())

    def commit(self, preview: ImportPreview) -> str | None:
        """Store what a preview shows and return the key of the import; None if there was nothing to store.

        The class and standards that are new are made, the way columns are tied to standards is remembered, and
        scores that replace older ones keep the older ones, so that `undo_import` brings them back.
        """
        if not preview.changes_anything:
            return None
        plan, current = preview.plan, preview.current_evidence.set_index("evidence_key")
        classes = self._store.classes().set_index("name")["class_key"]
        class_key = classes.get(preview.class_name) or self._store.add_class(
            preview.class_name, source=preview.parsed.importer
        )
        # What has no date is ordered by `sequence`: later files come later, and a corrected score keeps its place.
        after = current["sequence"].max() + 1 if len(current) else 0
        added = plan.added.assign(sequence=plan.added["sequence"] + after)
        changed = plan.changed.assign(sequence=plan.changed["replaces"].map(current["sequence"]))
        evidence = pd.concat([added, changed.drop(columns=["replaces", "old_score", "old_status"])])
        known = self._store.standards()["standard_code"]
        new = evidence.loc[~evidence["standard_code"].isin(known), "standard_code"].drop_duplicates()
        self._store.put_standards(pd.DataFrame({"standard_code": new, "title": new}))
        return self._store.commit_import(
            class_key,
            importer=preview.parsed.importer,
            file_digest=preview.parsed.digest,
            counts=plan.counts | {"moved": len(preview.moved)},
            new_students=plan.new_students,
            new_identifiers=plan.new_identifiers,
            enrolled_keys=plan.students["student_key"].tolist(),
            evidence=evidence,
            replaced_keys=[*plan.changed["replaces"], *preview.moved],
            mappings=_renamed(preview.mapping, preview.parsed, "column_name", "assessment"),
        )

    def imports(self, class_name: str | None = None) -> pd.DataFrame:
        """Return one row an import, newest first: those into a class, or all; with the `class_name`.

        The classes of imports that were taken back are among them.
        """
        imports, classes = self._store.imports(), self._store.classes()
        imports = imports.assign(class_name=imports["class_key"].map(classes.set_index("class_key")["name"]))
        if class_name is not None:
            imports = imports[imports["class_name"] == class_name]
        return imports.sort_values("imported_at", ascending=False, ignore_index=True)

    def undo_import(self, import_key: str) -> None:
        """Take back an import: its evidence goes, what it had replaced returns. `redo_import` reverses this."""
        self._store.undo_import(import_key)

    def redo_import(self, import_key: str) -> None:
        """Bring an import back that was undone."""
        self._store.redo_import(import_key)


def _renamed(mapping: pd.DataFrame, parsed: importers.ParsedFile, old: str, new: str) -> pd.DataFrame:
    """Return a mapping by the assessment in place of the header, or the other way round.

    It is remembered by the assessment, because the same column has another header when a grading period is chosen.
    """
    names = parsed.scores.drop_duplicates(old).set_index(old)[new]
    return mapping.assign(column_name=mapping["column_name"].map(names).fillna(mapping["column_name"]).astype("str"))


def _only_section(parsed: importers.ParsedFile) -> str:
    sections = parsed.students["section"].dropna().unique()
    return str(sections[0]) if len(sections) == 1 else ""
