"""Wishes with a weight, about two students or about a mark; interests, peer reviews, schedules; more purposes.

A wish that was there is a must, as it was.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PURPOSES = ("by need", "mixed readiness", "shared interest", "random", "rotation", "jigsaw")


def text(name, nullable=False):
    return sa.Column(name, sa.String(), nullable=nullable)


def integer(name):
    return sa.Column(name, sa.Integer(), nullable=False)


def json(name):
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=False)


def date(name, nullable=False):
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name):
    return sa.Column(name, sa.DateTime(), nullable=False)


def key(table, *columns):
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def points_to(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def is_one_of(column, *choices):
    return f"{column} IN ({', '.join(repr(choice) for choice in choices)})"


def one_of(table, column, *choices):
    return sa.CheckConstraint(is_one_of(column, *choices), name=op.f(f"ck_{table}_{column}"))


def index(table, *columns):
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    allow_more_purposes()
    give_wishes_a_weight()
    op.create_table(
        "marks",
        text("class_key"),
        text("label"),
        text("student_key"),
        key("marks", "class_key", "label", "student_key"),
        points_to("marks", "class_key", "classes.class_key"),
        points_to("marks", "student_key", "students.student_key"),
    )
    op.create_table(
        "interests",
        text("student_key"),
        text("interest"),
        date("said_on"),
        text("source"),
        key("interests", "student_key", "interest"),
        points_to("interests", "student_key", "students.student_key"),
    )
    op.create_table(
        "peer_reviews",
        text("class_key"),
        text("title"),
        moment("made_at"),
        text("reviewer_key"),
        text("author_key"),
        key("peer_reviews", "class_key", "title", "reviewer_key", "author_key"),
        points_to("peer_reviews", "class_key", "classes.class_key"),
        points_to("peer_reviews", "reviewer_key", "students.student_key"),
        points_to("peer_reviews", "author_key", "students.student_key"),
    )
    op.create_table(
        "schedules",
        text("class_key"),
        text("grouping_key"),
        date("held_on"),
        integer("slot"),
        text("station"),
        integer("group_number"),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("with_teacher", sa.Boolean(), nullable=False),
        key("schedules", "grouping_key", "held_on", "slot", "group_number"),
        points_to("schedules", "class_key", "classes.class_key"),
        points_to("schedules", "grouping_key", "groupings.grouping_key"),
    )
    index("schedules", "class_key")


def allow_more_purposes() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_groupings_purpose"), "groupings", type_="check")
        op.create_check_constraint(op.f("ck_groupings_purpose"), "groupings", is_one_of("purpose", *PURPOSES))
        return
    # SQLite cannot change a constraint: the table is made anew, and the rows are copied.
    made = op.create_table(
        "groupings_of_0004",
        text("grouping_key"),
        text("class_key"),
        text("name"),
        text("purpose"),
        text("status"),
        json("standard_codes"),
        json("settings"),
        json("group_names"),
        date("starts_on", nullable=True),
        date("review_on", nullable=True),
        integer("version"),
        moment("created_at"),
        key("groupings", "grouping_key"),
        one_of("groupings", "purpose", *PURPOSES),
        one_of("groupings", "status", "draft", "saved", "discarded"),
        points_to("groupings", "class_key", "classes.class_key"),
    )
    names = ", ".join(column.name for column in made.columns)
    op.execute(f"INSERT INTO groupings_of_0004 ({names}) SELECT {names} FROM groupings")
    op.drop_table("groupings")
    op.rename_table("groupings_of_0004", "groupings")
    index("groupings", "class_key")


def give_wishes_a_weight() -> None:
    query = sa.text("SELECT class_key, kind, student_key, other_student_key FROM wishes")
    old = [row._asdict() for row in op.get_bind().execute(query)]
    op.drop_table("wishes")
    wishes = op.create_table(
        "wishes",
        text("wish_key"),
        text("class_key"),
        text("kind"),
        text("weight"),
        text("student_key", nullable=True),
        text("other_student_key", nullable=True),
        text("about", nullable=True),
        key("wishes", "wish_key"),
        one_of(
            "wishes", "kind", "together", "apart", "prefers", "rather not", "nobody alone", "balance", "one in each"
        ),
        one_of("wishes", "weight", "must", "important", "nice"),
        points_to("wishes", "class_key", "classes.class_key"),
        points_to("wishes", "student_key", "students.student_key"),
        points_to("wishes", "other_student_key", "students.student_key"),
    )
    index("wishes", "class_key")
    op.bulk_insert(wishes, [{**row, "wish_key": secrets.token_hex(16), "weight": "must"} for row in old])
