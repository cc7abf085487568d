"""Small classes for the tests of the store."""

import pandas as pd

from plworkbench.schema import RECORD_TABLES

STANDARDS = pd.DataFrame(
    {
        "standard_code": ["6.RP.A.1", "6.RP.A.2", "6.EE.B.7"],
        "title": ["Ratios", "Unit rates", "One-step equations"],
        "i_can": ["I can compare two amounts.", None, "I can solve x + 3 = 7."],
        "domain": ["Ratios", "Ratios", "Equations"],
        "sequence": [1, 2, None],
    }
)

NAMES = ["Ana Ávila", "Ben Zhou", "Chidi Eze", "Dara de la Cruz"]


def students(names=tuple(NAMES), prefix="s"):
    """One student a name, with keys s1, s2, ..."""
    return pd.DataFrame(
        {
            "student_key": [f"{prefix}{number}" for number in range(1, len(names) + 1)],
            "name": list(names),
            "sort_name": [", ".join(reversed(name.split(" ", 1))) for name in names],
        }
    )


def scores(student_keys, scores, *, standard_code="6.RP.A.1", assessment="Quiz 1", date_assessed="2025-09-12", key="e"):
    """One score a student, with evidence keys e-s1, e-s2, ..."""
    return pd.DataFrame(
        {
            "evidence_key": [f"{key}-{student_key}" for student_key in student_keys],
            "student_key": list(student_keys),
            "standard_code": standard_code,
            "assessment": assessment,
            "date_assessed": date_assessed,
            "score": [float(score) for score in scores],
            "points_possible": 10.0,
            "kind": "quiz",
            "status": "scored",
            "attempt": 1,
            "sequence": range(len(student_keys)),
        }
    )


def bring_in(repository, class_key, evidence, *, new_students=None, digest="d1", replaced=(), enrolled=None, **more):
    """Commit an import that enrols the students it has scores of."""
    return repository.commit_import(
        class_key,
        importer="tidy_table",
        file_digest=digest,
        counts={"added": len(evidence)},
        new_students=new_students,
        new_identifiers=more.pop("new_identifiers", None),
        enrolled_keys=evidence["student_key"].unique() if enrolled is None else enrolled,
        evidence=evidence,
        replaced_keys=replaced,
        **more,
    )


def attendance(student_keys, statuses, *, date="2025-09-12", key="a"):
    """One day of attendance a student, with record keys a-s1, a-s2, ..."""
    return pd.DataFrame(
        {
            "record_key": [f"{key}-{student_key}" for student_key in student_keys],
            "student_key": list(student_keys),
            "date": date,
            "status": list(statuses),
        }
    )


def identifiers(*pairs, kind="sis_id"):
    """Identifiers of one kind, each given as student_key and identifier."""
    return pd.DataFrame([{"student_key": key, "kind": kind, "identifier": identifier} for key, identifier in pairs])


def confirmed(*pairs):
    """Names that were confirmed, each given as source_name and student_key."""
    return pd.DataFrame(list(pairs), columns=["source_name", "student_key"])


def links(*pairs):
    """Pairs of a standard and its prerequisite."""
    return pd.DataFrame(list(pairs), columns=["standard_code", "prerequisite_code"])


def seen(repository, class_keys=None):
    """Every frame of what counts now: all that can be read, but for the history and for who was ever there."""
    frames = {
        "identifiers": repository.identifiers(),
        "standards": repository.standards(),
        "prerequisites": repository.prerequisites(),
        "merges": repository.merges(),
    }
    for class_key in repository.classes()["class_key"] if class_keys is None else class_keys:
        of_class = (
            "students", "identifiers", "confirmed_names", "evidence", "wishes", "marks", "interests", "peer_reviews",
            "groupings", "cycles", "past_memberships", "schedules",
        )  # fmt: skip
        frames |= {f"{name} of {class_key}": getattr(repository, name)(class_key) for name in of_class}
        frames |= {f"{t.name} of {class_key}": repository.records(t.name, class_key) for t in RECORD_TABLES}
        frames[f"mappings of {class_key}"] = repository.column_mappings(class_key, "tidy_table")
        for grouping_key in frames[f"groupings of {class_key}"]["grouping_key"]:
            frames[f"memberships of {grouping_key}"] = repository.memberships(grouping_key)
    return frames


def assert_seen(repository, before):
    """Everything reads as it did before."""
    class_keys = [name.removeprefix("evidence of ") for name in before if name.startswith("evidence of ")]
    after = seen(repository, class_keys)
    assert after.keys() == before.keys()
    for name, frame in before.items():
        pd.testing.assert_frame_equal(after[name], frame, obj=name)


def class_with_scores(repository, name="Period 3"):
    """Four students with a quiz each; returns the keys of the class and of the import."""
    class_key = repository.add_class(name)
    repository.put_standards(STANDARDS)
    keys = ["s1", "s2", "s3", "s4"]
    return class_key, bring_in(repository, class_key, scores(keys, [0, 4.5, 7, 10]), new_students=students())


def grouping(class_key, **more):
    """A new grouping by need, a draft."""
    return {
        "class_key": class_key,
        "name": "Ratios this week",
        "purpose": "by need",
        "status": "draft",
        "standard_codes": ["6.RP.A.1"],
        "settings": {"n_clusters": 2, "random_state": 7},
        "group_names": ["Oak", "Elm"],
        **more,
    }


def reviews(*pairs):
    """Who reviews whom, each given as reviewer and author."""
    return pd.DataFrame(list(pairs), columns=["reviewer_key", "author_key"])


def rotation(*turns):
    """A schedule, each turn given as slot, station and group; the teacher is at the first station."""
    frame = pd.DataFrame(list(turns), columns=["slot", "station", "group_number"])
    return frame.assign(minutes=15.0, with_teacher=frame["station"] == frame["station"].iloc[0])


def members(*group_numbers, reason="Has not shown 6.RP.A.1 yet."):
    """Students s1, s2, ... in the groups of these numbers."""
    keys = [f"s{number}" for number in range(1, len(group_numbers) + 1)]
    return pd.DataFrame({"student_key": keys, "group_number": group_numbers, "reason": reason})
