"""Bringing data in: samples, and files that are previewed before they are stored."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from plworkbench import datasets, importers, schema
from plworkbench.errors import NotFound
from plworkbench.results import ImportPreview
from plworkbench.workbench.looking import Looking

PathLike = str | os.PathLike[str]


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
            self._each_import(there["class_key"], undone=True)
            return there["name"].tolist()
        sample = datasets.load_sample(key)
        self._store.put_standards(sample.standards, sample.prerequisites)
        return [
            self._add_sample_class(sample, found, f"sample:{key}", taken=set(classes["name"]))
            for found in sample.classes.itertuples()
        ]

    def remove_sample(self, key: str) -> None:
        """Take the classes of a sample back; what was imported into them by hand goes with them.

        `add_sample` brings them back as they were.
        """
        classes = self._store.classes()
        self._each_import(classes.loc[classes["source"] == f"sample:{key}", "class_key"], undone=False)

    def _each_import(self, class_keys: pd.Series, *, undone: bool) -> None:
        """Bring back the undone imports of classes, or take back those that stand; each in the order that fits."""
        imports = self._store.imports()
        found = imports[imports["class_key"].isin(class_keys) & (imports["undone_at"].notna() == undone)]
        for import_key in found.sort_values("imported_at", ascending=undone)["import_key"]:
            (self._store.redo_import if undone else self._store.undo_import)(import_key)

    def _add_sample_class(self, sample: datasets.ClassSet, found, source: str, taken: set[str]) -> str:
        name = f"{found.name} (sample)" if found.name in taken else found.name
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
        class_key = self._store.classes().set_index("name")["class_key"].get(name)
        everybody, nothing = self._store.students(), schema.empty_frame
        in_class = self._store.students(class_key)["student_key"] if class_key else []
        remembered = (
            self._store.column_mappings(class_key, parsed.importer) if class_key else nothing("column_mappings")
        )
        return ImportPreview(
            class_name=name,
            parsed=parsed,
            mapping=remembered.drop(columns=["class_key", "importer"]),
            known_students=everybody.assign(in_class=everybody["student_key"].isin(in_class)),
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
        plan = preview.plan
        classes = self._store.classes().set_index("name")["class_key"]
        class_key = classes.get(preview.class_name) or self._store.add_class(
            preview.class_name, source=preview.parsed.importer
        )
        evidence = pd.concat([plan.added, plan.changed.drop(columns=["replaces", "old_score", "old_status"])])
        known = self._store.standards()["standard_code"]
        new = evidence.loc[~evidence["standard_code"].isin(known), "standard_code"].drop_duplicates()
        self._store.put_standards(pd.DataFrame({"standard_code": new, "title": new}))
        return self._store.commit_import(
            class_key,
            importer=preview.parsed.importer,
            file_digest=preview.parsed.digest,
            counts=plan.counts,
            new_students=plan.new_students,
            new_identifiers=plan.new_identifiers,
            enrolled_keys=plan.students["student_key"].tolist(),
            evidence=evidence,
            replaced_keys=plan.changed["replaces"].tolist(),
            mappings=preview.mapping,
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


def _only_section(parsed: importers.ParsedFile) -> str:
    sections = parsed.students["section"].dropna().unique()
    return str(sections[0]) if len(sections) == 1 else ""
