"""Bundled sample classes: added, and taken back."""

from __future__ import annotations

import pandas as pd

from plworkbench import datasets
from plworkbench.errors import NotFound
from plworkbench.results import format_words
from plworkbench.workbench.looking import Looking, same_name

REMOVED = " (removed sample "
"""In the name of a sample's class while the sample is removed."""


class Samples(Looking):
    """The part of the workbench that adds and removes bundled samples."""

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
            # The whole class goes, groupings and all.
            self._store.undo_import(import_key, even_if_used=True)
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
        given = {"attendance": sample.attendance, "item_responses": sample.item_responses}
        own = {table: rows[rows["student_key"].isin(enrolled)] for table, rows in given.items()}
        records = {table: rows for table, rows in own.items() if len(rows)}
        brought = {table: {"added": len(rows), "changed": 0, "unchanged": 0} for table, rows in records.items()}
        class_key = self._store.add_class(name, subject=found.subject, source=source)
        self._store.commit_import(
            class_key,
            importer="sample",
            file_digest=f"{source}:{found.name}",
            counts={"added": len(evidence), "changed": 0, "unchanged": 0, "left_out": 0, "records": brought}
            | {"format_name": format_words("sample")},
            new_students=sample.students[sample.students["student_key"].isin(enrolled)],
            new_identifiers=sample.identifiers[sample.identifiers["student_key"].isin(enrolled)],
            enrolled_keys=enrolled.tolist(),
            evidence=evidence,
            records=records,
        )
        plan = sample.units[sample.units["class_key"] == found.class_key]
        if len(plan):
            self._store.put_units(class_key, plan.to_dict("records"))
        liked = sample.interests[sample.interests["student_key"].isin(enrolled)]
        if len(liked):
            self._store.bring_interests(class_key, liked)
        self._store.put_setting("mastery", {"minimum_evidence": sample.minimum_evidence}, scope=class_key)
        return name
