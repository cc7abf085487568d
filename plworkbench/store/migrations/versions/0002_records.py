"""Records beside evidence, standards with their framework, names confirmed, students merged.

An identifier now belongs to an import: to the earliest one that lists its student and stands, or else to the earliest.
"""

import json as json_text

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STANDING_FIRST = "undone_at IS NOT NULL, imported_at, import_key"


def text(name, nullable=False):
    return sa.Column(name, sa.String(), nullable=nullable)


def number(name, nullable=True):
    return sa.Column(name, sa.Float(), nullable=nullable)


def date(name, nullable=False):
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def key(table, *columns):
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def points_to(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def one_of(table, column, *choices):
    allowed = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=op.f(f"ck_{table}_{column}"))


def index(table, *columns):
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def records(table, *columns_and_checks):
    op.create_table(
        table,
        text("record_key"),
        text("class_key"),
        text("student_key"),
        *[part for part in columns_and_checks if isinstance(part, sa.Column)],
        text("import_key"),
        text("retired_by", nullable=True),
        key(table, "record_key"),
        *[part for part in columns_and_checks if not isinstance(part, sa.Column)],
        points_to(table, "class_key", "classes.class_key"),
        points_to(table, "student_key", "students.student_key"),
        points_to(table, "import_key", "imports.import_key"),
    )
    index(table, "class_key")
    index(table, "import_key")


def upgrade() -> None:
    give_identifiers_an_import()
    with op.batch_alter_table("imports") as batch:
        batch.alter_column("class_key", existing_type=sa.String(), nullable=True)
    with op.batch_alter_table("standards") as batch:
        for name in ("statement", "parent_code", "grade_levels", "framework", "source_identifier", "import_key"):
            batch.add_column(text(name, nullable=True))
    records(
        "attendance",
        date("date"),
        text("period", nullable=True),
        text("status"),
        number("minutes_missed"),
        text("note", nullable=True),
        one_of("attendance", "status", "present", "absent", "excused", "late"),
    )
    records(
        "behavior",
        date("date"),
        text("kind"),
        text("category", nullable=True),
        number("points"),
        text("response", nullable=True),
        text("note", nullable=True),
        one_of("behavior", "kind", "positive", "concern", "note"),
    )
    records(
        "activities",
        text("activity"),
        text("kind", nullable=True),
        text("role", nullable=True),
        date("starts_on", nullable=True),
        date("ends_on", nullable=True),
        number("hours_per_week"),
    )
    records(
        "scale_scores",
        text("test"),
        text("subject", nullable=True),
        date("date", nullable=True),
        text("term", nullable=True),
        number("score", nullable=False),
        number("standard_error"),
        text("scale", nullable=True),
        number("percentile"),
        text("placement", nullable=True),
    )
    records("demographics", text("attribute"), text("value"))
    op.create_table(
        "confirmed_names",
        text("class_key"),
        text("source_name"),
        text("student_key"),
        text("import_key"),
        key("confirmed_names", "class_key", "source_name", "student_key", "import_key"),
        points_to("confirmed_names", "class_key", "classes.class_key"),
        points_to("confirmed_names", "student_key", "students.student_key"),
        points_to("confirmed_names", "import_key", "imports.import_key"),
    )
    op.create_table(
        "merges",
        text("merge_key"),
        text("student_key"),
        text("into_student_key"),
        moment("merged_at"),
        moment("undone_at", nullable=True),
        key("merges", "merge_key"),
        points_to("merges", "student_key", "students.student_key"),
        points_to("merges", "into_student_key", "students.student_key"),
    )


def give_identifiers_an_import() -> None:
    connection = op.get_bind()
    of_student = imports_of_students(connection)
    # Only imports ever wrote identifiers; where nothing says which one did, the earliest that stands has to do.
    first = connection.execute(sa.text(f"SELECT import_key FROM imports ORDER BY {STANDING_FIRST}")).scalar()
    old = connection.execute(sa.text("SELECT student_key, kind, identifier FROM identifiers")).all()
    op.drop_table("identifiers")
    op.create_table(
        "identifiers",
        text("student_key"),
        text("kind"),
        text("identifier"),
        text("import_key"),
        key("identifiers", "kind", "identifier", "import_key"),
        points_to("identifiers", "student_key", "students.student_key"),
        points_to("identifiers", "import_key", "imports.import_key"),
    )
    index("identifiers", "student_key")
    table = sa.table("identifiers", *map(sa.column, ("student_key", "kind", "identifier", "import_key")))
    names = [column.name for column in table.columns]
    op.bulk_insert(table, [dict(zip(names, (*row, of_student.get(row[0], first)))) for row in old])


def imports_of_students(connection) -> dict[str, str]:
    """The import of each student that stands and is the earliest, or else is the earliest of those undone."""
    ordered = sa.text(f"SELECT import_key FROM imports ORDER BY {STANDING_FIRST}")
    rank = {row.import_key: place for place, row in enumerate(connection.execute(ordered))}
    log = sa.text("SELECT entity_key, after FROM event_log WHERE entity = 'import' AND action = 'imported'")
    listed = []
    for import_key, after in connection.execute(log):
        state = json_text.loads(after) if isinstance(after, str) else after
        listed += [(student_key, import_key) for student_key in state.get("listed", [])]
    enrolled = sa.text("SELECT student_key, import_key FROM enrollments WHERE import_key IS NOT NULL")
    marked = sa.text("SELECT DISTINCT student_key, import_key FROM evidence")
    found = [*listed, *connection.execute(enrolled).all(), *connection.execute(marked).all()]
    best = {}
    for student_key, import_key in sorted(((s, i) for s, i in found if i in rank), key=lambda pair: rank[pair[1]]):
        best.setdefault(student_key, import_key)
    return best
