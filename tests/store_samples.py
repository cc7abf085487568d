"""Small classes for the tests of the store."""

import pandas as pd

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


def members(*group_numbers, reason="Has not shown 6.RP.A.1 yet."):
    """Students s1, s2, ... in the groups of these numbers."""
    keys = [f"s{number}" for number in range(1, len(group_numbers) + 1)]
    return pd.DataFrame({"student_key": keys, "group_number": group_numbers, "reason": reason})
