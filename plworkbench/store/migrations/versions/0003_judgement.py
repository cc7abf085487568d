"""What a teacher says and plans: overrides, units, rubrics; and the answers to single items."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def text(name, nullable=False):
    return sa.Column(name, sa.String(), nullable=nullable)


def number(name):
    return sa.Column(name, sa.Float(), nullable=True)


def date(name):
    return sa.Column(name, sa.Date(), nullable=True)


def moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def key(table, column):
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def points_to(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def index(table, *columns):
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    op.create_table(
        "item_responses",
        text("record_key"),
        text("class_key"),
        text("student_key"),
        text("assessment"),
        text("item"),
        text("standard_code", nullable=True),
        date("date"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        text("response", nullable=True),
        text("correct_response", nullable=True),
        number("score"),
        number("points_possible"),
        number("minutes"),
        text("import_key"),
        text("retired_by", nullable=True),
        key("item_responses", "record_key"),
        points_to("item_responses", "class_key", "classes.class_key"),
        points_to("item_responses", "student_key", "students.student_key"),
        points_to("item_responses", "import_key", "imports.import_key"),
    )
    index("item_responses", "class_key")
    index("item_responses", "import_key")
    op.create_table(
        "overrides",
        text("override_key"),
        text("class_key"),
        text("student_key"),
        text("standard_code"),
        text("level"),
        text("reason", nullable=True),
        moment("set_on"),
        sa.Column("seen_evidence", sa.JSON(), nullable=False),
        moment("ended_at", nullable=True),
        key("overrides", "override_key"),
        sa.CheckConstraint(
            "level IN ('beginning', 'developing', 'secure', 'extending')", name=op.f("ck_overrides_level")
        ),
        points_to("overrides", "class_key", "classes.class_key"),
        points_to("overrides", "student_key", "students.student_key"),
        points_to("overrides", "standard_code", "standards.standard_code"),
    )
    index("overrides", "class_key")
    op.create_table(
        "units",
        text("unit_key"),
        text("class_key"),
        text("name"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        date("starts_on"),
        date("ends_on"),
        sa.Column("standard_codes", sa.JSON(), nullable=False),
        key("units", "unit_key"),
        points_to("units", "class_key", "classes.class_key"),
    )
    index("units", "class_key")
    op.create_table(
        "rubrics",
        text("rubric_key"),
        text("name"),
        sa.Column("criteria", sa.JSON(), nullable=False),
        moment("changed_at"),
        moment("ended_at", nullable=True),
        key("rubrics", "rubric_key"),
    )
