"""The database has the tables that the schema declares, and keeps them honest."""

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, String, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from store_samples import bring_in, class_with_scores, scores, students

from plworkbench.errors import WorkbenchError
from plworkbench.schema import TABLES, conform
from plworkbench.store import Repository
from plworkbench.store.database import open_engine, writing
from plworkbench.store.frames import to_frame, to_records
from plworkbench.store.tables import METADATA, build_metadata

pytestmark = pytest.mark.usefixtures("databases_are_made_anew")

SCHEMA_SQL = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")


@pytest.fixture
def engine(tmp_path):
    engine = open_engine(tmp_path)
    yield engine
    engine.dispose()


def test_every_declared_column_is_a_column_of_the_database():
    for table in TABLES.values():
        sql_table = METADATA.tables[table.name]
        assert sql_table.columns.keys() == table.column_names
        assert sql_table.primary_key.columns.keys() == [name for name in table.column_names if name in table.key]
        assert {fk.parent.name: fk.target_fullname for fk in sql_table.foreign_keys} == table.references
        assert [not column.nullable for column in sql_table.columns] == [column.required for column in table.columns]


def test_the_migrations_make_the_declared_tables_and_nothing_else(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA) == []


def test_a_column_the_migrations_forgot_would_be_noticed(engine):
    changed = build_metadata()
    changed.tables["standards"].append_column(Column("colour", String()))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), changed) != []


def test_the_migrated_tables_have_every_check_and_constraint_by_name(engine, tmp_path):
    direct = create_engine(f"sqlite:///{tmp_path}/direct.sqlite3")
    METADATA.create_all(direct)
    with engine.connect() as migrated, direct.connect() as declared:
        as_migrated = dict(migrated.execute(SCHEMA_SQL).all())
        as_declared = dict(declared.execute(SCHEMA_SQL).all())
    direct.dispose()
    assert "CHECK (status IN ('draft', 'saved', 'discarded'))" in as_declared["groupings"]
    assert as_migrated.keys() == as_declared.keys()
    for name, words in as_declared.items():
        # SQLite quotes the name of a table that was made anew, and adds a column on the line of the last one.
        assert " ".join(as_migrated[name].replace('"', "").split()) == " ".join(words.replace('"', "").split())


def test_the_tables_can_be_made_on_postgresql_too():
    dialect = postgresql.dialect()
    words = [str(CreateTable(table).compile(dialect=dialect)) for table in METADATA.sorted_tables]
    assert len(words) == len(TABLES) + 1
    assert any("event_id SERIAL" in statement for statement in words)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE evidence SET status = 'absent'", "a status that is not declared"),
        ("UPDATE evidence SET student_key = 'nobody'", "a student who does not exist"),
        ("DELETE FROM standards", "a standard with evidence"),
        ("UPDATE evidence SET status = NULL", "a required value left empty"),
        (
            "INSERT INTO classes (class_key, name, created_at) SELECT 'c2', name, created_at FROM classes",
            "a name twice",
        ),
    ],
)
def test_the_database_itself_refuses(tmp_path, statement, what):
    with Repository.open(tmp_path) as repository:
        class_key, _ = class_with_scores(repository)
        before = repository.evidence(class_key)
        with pytest.raises(WorkbenchError, match="Nothing was changed"), writing(repository._engine) as connection:
            connection.execute(text(statement))
        pd.testing.assert_frame_equal(repository.evidence(class_key), before)


def test_an_error_of_the_database_repeats_no_value_of_the_row(tmp_path):
    with Repository.open(tmp_path) as repository:
        class_key, _ = class_with_scores(repository)
        with pytest.raises(WorkbenchError) as caught:
            bring_in(repository, class_key, scores([], []), digest="d9", new_students=students(["Canary Qwx"]))
    error = caught.value
    while error is not None:
        assert "Canary" not in str(error)
        error = error.__cause__ or error.__context__


def test_two_events_cannot_be_the_same_version_of_a_record(tmp_path):
    with Repository.open(tmp_path) as repository:
        repository.put_setting("rule", "latest")
        columns = "at, actor, action, entity, entity_key, version"
        again = f"INSERT INTO event_log ({columns}) SELECT {columns} FROM event_log"
        with pytest.raises(WorkbenchError, match="in the meantime"), writing(repository._engine) as connection:
            connection.execute(text(again))
        assert len(repository.events()) == 1


def test_every_type_comes_back_exactly_as_it_went_in():
    frame = pd.DataFrame(
        {
            "grouping_key": ["g1", "g2"],
            "class_key": ["c", "c"],
            "name": ["NA", "Zoë's «group» \U0001f331"],
            "purpose": ["random", "by need"],
            "status": ["draft", "saved"],
            "standard_codes": [[], ["6.RP.A.1"]],
            "settings": [{}, {"sizes": [4, 5], "share": 0.1}],
            "group_names": [["Oak"], []],
            "starts_on": ["2025-09-12", None],
            "review_on": [None, "0001-01-01"],
            "version": [1, 2**40],
            "created_at": ["2025-03-30T01:59:59.999999", "2025-10-26T02:30:00.000001"],
        }
    )
    records = to_records(frame, "groupings")
    rows = [tuple(record.values()) for record in records]
    pd.testing.assert_frame_equal(to_frame(rows, "groupings"), conform(frame, "groupings"))


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_has_the_declared_types(table):
    pd.testing.assert_frame_equal(to_frame([], table), conform(pd.DataFrame(), table))
