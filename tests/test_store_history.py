"""Whatever was done before, an import that is undone at once leaves everything as it was, and redo brings it back."""

import tempfile

import pandas as pd
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from store_samples import assert_seen, confirmed, identifiers, links, seen, students

from plworkbench.errors import WorkbenchError
from plworkbench.store import Repository

CODES = ["A.1", "A.2", "B.1", "B.2"]
NAMES = ["p1", "p2", "p3", "p4", "p5"]
some = st.lists(st.sampled_from(NAMES), unique=True, max_size=3)
codes = st.lists(st.sampled_from(CODES), unique=True, max_size=3)


class History(RuleBasedStateMachine):
    """Files come in and are undone, brought back, and students are merged and parted, in any order."""

    @initialize()
    def set_up(self):
        self.folder = tempfile.TemporaryDirectory()
        self.repository = Repository.open(self.folder.name)
        self.classes = [self.repository.add_class("Period 3"), self.repository.add_class("Period 4")]
        self.count = 0

    def teardown(self):
        if hasattr(self, "repository"):
            self.repository.close()
            self.folder.cleanup()

    @rule(place=st.integers(0, 7), who=some, used=codes, listed=codes, tied=codes, draw=st.integers(0, 999))
    def bring_in_undo_and_redo(self, place, who, used, listed, tied, draw):
        before = seen(self.repository)
        import_key = self.bring_in(place, who, used, listed, tied, draw)
        after = seen(self.repository)
        self.repository.undo_import(import_key)
        assert_seen(self.repository, before)
        if draw % 3:
            self.repository.redo_import(import_key)
            assert_seen(self.repository, after)

    @rule(draw=st.integers(0, 999))
    def undo_any_and_redo(self, draw):
        imports = self.repository.imports()
        standing = imports.loc[imports["undone_at"].isna(), "import_key"].tolist()
        if not standing:
            return
        before, import_key = seen(self.repository), standing[draw % len(standing)]
        try:
            self.repository.undo_import(import_key)
        except WorkbenchError:
            assert_seen(self.repository, before)
            return
        if draw % 2:
            self.repository.redo_import(import_key)
            assert_seen(self.repository, before)

    @rule(draw=st.integers(0, 999))
    def redo_any_and_undo(self, draw):
        imports = self.repository.imports()
        undone = imports.loc[imports["undone_at"].notna(), "import_key"].tolist()
        if not undone:
            return
        before, import_key = seen(self.repository), undone[draw % len(undone)]
        try:
            self.repository.redo_import(import_key)
        except WorkbenchError:
            assert_seen(self.repository, before)
            return
        if draw % 2:
            try:
                self.repository.undo_import(import_key)
            except WorkbenchError:
                return
            assert_seen(self.repository, before)

    @rule(first=st.sampled_from(NAMES), second=st.sampled_from(NAMES), stays=st.booleans())
    def merge(self, first, second, stays):
        before = seen(self.repository)
        try:
            merge_key = self.repository.merge_students(first, second)
        except WorkbenchError:
            assert_seen(self.repository, before)
            return
        if not stays:
            self.repository.undo_merge(merge_key)
            before.pop("merges")
            assert_seen(self.repository, before | {"merges": self.repository.merges()})

    @rule(draw=st.integers(0, 999))
    def part_any(self, draw):
        merges = self.repository.merges()
        standing = merges.loc[merges["undone_at"].isna(), "merge_key"].tolist()
        if standing:
            self.repository.undo_merge(standing[draw % len(standing)])

    @rule(code=st.sampled_from(CODES), earlier=st.sampled_from(CODES), draw=st.integers(0, 2))
    def put_by_hand(self, code, earlier, draw):
        row = {"standard_code": code, "title": f"By hand {draw}", "parent_code": earlier if draw else None}
        there = earlier in self.repository.standards()["standard_code"].tolist() and code > earlier
        self.repository.put_standards(pd.DataFrame([row]), links((code, earlier)) if there else None)

    @invariant()
    def everything_fits_together(self):
        if not hasattr(self, "repository"):
            return
        known = set(self.repository.standards()["standard_code"])
        pairs = self.repository.prerequisites()
        assert set(pairs["standard_code"]) | set(pairs["prerequisite_code"]) <= known
        assert not self.repository.identifiers().duplicated(["kind", "identifier"]).any()
        for class_key in self.classes:
            evidence, roster = self.repository.evidence(class_key), self.repository.students(class_key)["student_key"]
            assert not evidence.duplicated(["student_key", "standard_code", "assessment", "attempt"]).any()
            assert not self.repository.records("attendance", class_key).duplicated(["student_key", "date"]).any()
            assert roster.is_unique
            assert set(evidence["student_key"]) <= set(roster)
            assert set(evidence["standard_code"]) <= known

    def bring_in(self, place, who, used, listed, tied, draw):
        """Commit what a file would bring after a preview, as the importers would plan it."""
        self.count += 1
        new_class = place == 7 and len(self.classes) < 4
        class_key = None if new_class else self.classes[place % len(self.classes)]
        merged = self.repository.merges()
        into = merged[merged["undone_at"].isna()].set_index("student_key")["into_student_key"].to_dict()
        who = list(dict.fromkeys(self.stays(key, into) for key in who))
        known = set(self.repository.students()["student_key"])
        new = students([key for key in who if key not in known], prefix="x").assign(
            student_key=[key for key in who if key not in known]
        )
        known_codes = set(self.repository.standards()["standard_code"])
        given = [code for code in CODES if code in listed or (code in used and code not in known_codes)]
        evidence = [
            {"student_key": key, "standard_code": code, "assessment": f"Quiz {draw % 2}"}
            for key in who
            for code in used
        ]
        days = [{"student_key": key, "date": f"2025-09-1{draw % 2}", "status": "absent"} for key in who]
        evidence = pd.DataFrame(evidence, columns=["student_key", "standard_code", "assessment"])
        days = pd.DataFrame(days, columns=["student_key", "date", "status"])
        replaced, replaced_days = [], []
        if class_key is not None:
            replaced = self.same(self.repository.evidence(class_key), evidence, "evidence_key")
            there = self.repository.records("attendance", class_key)
            replaced_days = self.same(there.assign(date=there["date"].dt.strftime("%Y-%m-%d")), days, "record_key")
        headers = pd.DataFrame({"column_name": [f"Column {code[0]}" for code in tied], "standard_code": tied})
        needed = known_codes | set(given)
        pairs = [
            (later, earlier) for later in tied for earlier in CODES if later > earlier and {later, earlier} <= needed
        ]
        import_key = self.repository.commit_import(
            class_key,
            new_class={"name": f"New {self.count}"} if new_class else None,
            importer="tidy_table",
            file_digest=str(self.count),
            counts={},
            new_students=new,
            new_identifiers=identifiers(*((key, f"number of {key}") for key in who)),
            enrolled_keys=who,
            evidence=evidence.assign(
                score=float(draw % 7), points_possible=6.0, status="scored", attempt=1, sequence=range(len(evidence))
            ),
            replaced_keys=replaced,
            mappings=headers,
            standards=pd.DataFrame(
                {
                    "standard_code": given,
                    "title": [f"{code} as of {draw % 3}" for code in given],
                    "parent_code": [CODES[draw % 4] if draw % 2 else None for _ in given],
                }
            ),
            prerequisites=links(*pairs),
            records={"attendance": days},
            replaced_records={"attendance": replaced_days},
            confirmed_names=confirmed(*((f"name of {key}", key) for key in who)),
        )
        if new_class:
            classes = self.repository.classes()
            self.classes.append(classes.loc[classes["name"] == f"New {self.count}", "class_key"].item())
        return import_key

    def same(self, there, new, key):
        """The rows that are there already under the same student, standard and title, or day."""
        columns = [name for name in ("student_key", "standard_code", "assessment", "date") if name in new]
        return there.loc[there.set_index(columns).index.isin(new.set_index(columns).index), key].tolist()

    def stays(self, key, into):
        while key in into:
            key = into[key]
        return key


History.TestCase.settings = settings(
    max_examples=5,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    # A step takes too long to look for a shorter walk that fails.
    phases=[Phase.generate],
)
test_history_can_be_walked_back_and_forth = History.TestCase
