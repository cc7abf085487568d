"""The first tables: classes, students, standards, evidence, groupings, and the log of changes.

There is no way back from a migration: the copy made before it, in the folder `backups`, is the way back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def text(name, nullable=False):
    return sa.Column(name, sa.String(), nullable=nullable)


def integer(name, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


def number(name, nullable=True):
    return sa.Column(name, sa.Float(), nullable=nullable)


def date(name, nullable=True):
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def boolean(name, nullable=False):
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def json(name, nullable=False):
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=nullable)


def key(table, *columns):
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def points_to(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def unique(table, *columns):
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def one_of(table, column, *choices):
    allowed = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=op.f(f"ck_{table}_{column}"))


def index(table, *columns):
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    op.create_table(
        "classes",
        text("class_key"),
        text("name"),
        text("subject", nullable=True),
        text("source", nullable=True),
        moment("created_at"),
        key("classes", "class_key"),
        unique("classes", "name"),
    )
    op.create_table(
        "students",
        text("student_key"),
        text("name"),
        text("sort_name"),
        key("students", "student_key"),
    )
    op.create_table(
        "identifiers",
        text("student_key"),
        text("kind"),
        text("identifier"),
        key("identifiers", "kind", "identifier"),
        points_to("identifiers", "student_key", "students.student_key"),
    )
    index("identifiers", "student_key")
    op.create_table(
        "enrollments",
        text("class_key"),
        text("student_key"),
        text("import_key", nullable=True),
        key("enrollments", "class_key", "student_key"),
        points_to("enrollments", "class_key", "classes.class_key"),
        points_to("enrollments", "student_key", "students.student_key"),
    )
    index("enrollments", "student_key")
    op.create_table(
        "standards",
        text("standard_code"),
        text("title"),
        text("i_can", nullable=True),
        text("domain", nullable=True),
        integer("sequence", nullable=True),
        key("standards", "standard_code"),
    )
    op.create_table(
        "prerequisites",
        text("standard_code"),
        text("prerequisite_code"),
        key("prerequisites", "standard_code", "prerequisite_code"),
        points_to("prerequisites", "standard_code", "standards.standard_code"),
        points_to("prerequisites", "prerequisite_code", "standards.standard_code"),
    )
    op.create_table(
        "imports",
        text("import_key"),
        text("class_key"),
        text("importer"),
        text("file_digest"),
        json("counts"),
        moment("imported_at"),
        moment("undone_at", nullable=True),
        key("imports", "import_key"),
        points_to("imports", "class_key", "classes.class_key"),
    )
    index("imports", "class_key")
    op.create_table(
        "column_mappings",
        text("class_key"),
        text("importer"),
        text("column_name"),
        text("standard_code"),
        date("date_assessed"),
        number("points_possible"),
        key("column_mappings", "class_key", "importer", "column_name", "standard_code"),
        points_to("column_mappings", "class_key", "classes.class_key"),
    )
    op.create_table(
        "evidence",
        text("evidence_key"),
        text("class_key"),
        text("student_key"),
        text("standard_code"),
        text("assessment"),
        date("date_due"),
        date("date_submitted"),
        date("date_assessed"),
        number("score"),
        number("points_possible"),
        text("kind", nullable=True),
        text("status"),
        integer("attempt"),
        integer("sequence"),
        text("import_key"),
        text("retired_by", nullable=True),
        key("evidence", "evidence_key"),
        one_of("evidence", "status", "scored", "missing", "excused", "not assigned"),
        points_to("evidence", "class_key", "classes.class_key"),
        points_to("evidence", "student_key", "students.student_key"),
        points_to("evidence", "standard_code", "standards.standard_code"),
        points_to("evidence", "import_key", "imports.import_key"),
    )
    index("evidence", "class_key")
    index("evidence", "import_key")
    op.create_table(
        "wishes",
        text("class_key"),
        text("kind"),
        text("student_key"),
        text("other_student_key"),
        key("wishes", "class_key", "student_key", "other_student_key"),
        one_of("wishes", "kind", "together", "apart"),
        points_to("wishes", "class_key", "classes.class_key"),
        points_to("wishes", "student_key", "students.student_key"),
        points_to("wishes", "other_student_key", "students.student_key"),
    )
    op.create_table(
        "groupings",
        text("grouping_key"),
        text("class_key"),
        text("name"),
        text("purpose"),
        text("status"),
        json("standard_codes"),
        json("settings"),
        json("group_names"),
        date("starts_on"),
        date("review_on"),
        integer("version"),
        moment("created_at"),
        key("groupings", "grouping_key"),
        one_of("groupings", "purpose", "by need", "mixed readiness", "random"),
        one_of("groupings", "status", "draft", "saved", "discarded"),
        points_to("groupings", "class_key", "classes.class_key"),
    )
    index("groupings", "class_key")
    op.create_table(
        "memberships",
        text("grouping_key"),
        text("student_key"),
        integer("group_number"),
        text("reason"),
        boolean("moved_by_hand"),
        boolean("pinned"),
        key("memberships", "grouping_key", "student_key"),
        points_to("memberships", "grouping_key", "groupings.grouping_key"),
        points_to("memberships", "student_key", "students.student_key"),
    )
    index("memberships", "student_key")
    op.create_table(
        "settings",
        text("scope"),
        text("name"),
        json("value"),
        key("settings", "scope", "name"),
    )
    op.create_table(
        "event_log",
        integer("event_id"),
        moment("at"),
        text("actor"),
        text("action"),
        text("entity"),
        text("entity_key"),
        integer("version"),
        json("before", nullable=True),
        json("after", nullable=True),
        key("event_log", "event_id"),
        unique("event_log", "entity", "entity_key", "version"),
    )
    op.create_table(
        "event_texts",
        text("text_key"),
        text("entity"),
        text("entity_key"),
        text("text"),
        key("event_texts", "text_key"),
    )
    index("event_texts", "entity", "entity_key")
