"""The chain: whatever is done to its rows behind our back shows; two who decide at once never lose a decision; the history travels whole."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from lawgraph.domain.verdicts import Verdict
from lawgraph.errors import DecisionConflict, HistoryBroken
from lawgraph.store import schema as db
from lawgraph.store.audit import AuditLog, faults
from lawgraph.store.database import Database
from lawgraph.store.decisions import Decisions, Draft
from lawgraph.store.history import export_history, import_history
from lawgraph.store.reviews import ReviewedReport, Reviews
from reviewers import ADVISOR, SECOND, ticking

REVIEW = "r1"


def fill(database: Database, decisions: int = 12) -> Decisions:
    """A review with decisions on made-up items, some of them one after another on the same."""
    clock = ticking()
    row = {"id": REVIEW, "title": "年度报告", "rule": "one", "due": "", "library": "made-up", "today": "2026-11-21"}
    Reviews(database, clock=clock).open(ADVISOR, row, ["fz", "jj"], [(ReviewedReport(0, "a" * 16, "a" * 16, "报告.txt"), {"measures": []})])
    made = Decisions(database, clock=clock)
    newest: dict[str, str] = {}
    for number in range(decisions):
        item = f"item-{number % 5}"
        draft = Draft(item, Verdict.CONFIRMED, newest.get(item, ""), text=f"举措{number}", shown={"score": number / 7})
        newest[item] = made.add((ADVISOR, SECOND)[number % 2], REVIEW, draft).id
    return made


def _drop_triggers(connection: sa.Connection) -> None:
    """What somebody with the database's own tools would do first."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    else:
        connection.exec_driver_sql("SET session_replication_role = replica")


@pytest.mark.parametrize("table", db.KEPT)
@pytest.mark.parametrize("deed", ["UPDATE {} SET seq = seq + 100", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_is_kept(database: Database, table: str, deed: str) -> None:
    """Whoever uses another program on the database by mistake does no harm."""
    fill(database)
    with pytest.raises(sa.exc.DBAPIError, match="are kept"), database.engine.begin() as connection:
        connection.execute(sa.text(deed.format(table)))
    assert AuditLog(database).verify() == ()


def test_a_whole_chain_has_no_faults(database: Database) -> None:
    """Also by its anchor, by an older one, and by the first figures of one; nothing shorter counts."""
    fill(database)
    log = AuditLog(database)
    head, old = log.head(), log.entries()[3]
    assert head is not None
    assert [log.verify(anchor) for anchor in (None, head.hash, old.hash, head.hash[:12])] == [()] * 4
    assert [fault.code for fault in log.verify(head.hash[:4])] == ["cut"]


def _edit(connection: sa.Connection, dice: random.Random) -> None:
    table = dice.choice([db.audit, db.decision, db.decision, db.review, db.review_report])
    seq = dice.choice(connection.execute(sa.select(table.c.seq)).scalars().all())
    column = dice.choice([c for c in table.columns if isinstance(c.type, sa.Text) and c.name not in {"id", "review", "hash", "previous"}])
    value = connection.execute(sa.select(column).where(table.c.seq == seq)).scalar_one()
    connection.execute(sa.update(table).where(table.c.seq == seq).values({column.name: value[1:] + dice.choice("甲乙丙丁")}))


def _delete(connection: sa.Connection, dice: random.Random) -> None:
    table = dice.choice([db.audit, db.decision])
    seq = dice.choice(connection.execute(sa.select(table.c.seq)).scalars().all())
    connection.execute(sa.delete(table).where(table.c.seq == seq))


def _reorder(connection: sa.Connection, dice: random.Random) -> None:
    table = dice.choice([db.audit, db.decision])
    one, other = dice.sample(connection.execute(sa.select(table.c.seq)).scalars().all(), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute(sa.update(table).where(table.c.seq == old).values(seq=new))


def _truncate(connection: sa.Connection, dice: random.Random) -> None:
    """The tail with its decisions: what is left is a whole chain, only shorter."""
    last = connection.execute(sa.select(sa.func.max(db.audit.c.seq))).scalar_one()
    cut = dice.randint(2, last)
    for table in (db.decision, db.review_report, db.review, db.audit):
        connection.execute(sa.delete(table).where(table.c.seq >= cut))


def _insert(connection: sa.Connection, dice: random.Random) -> None:
    row = dict(connection.execute(sa.select(db.decision).limit(1)).mappings().one())
    last = connection.execute(sa.select(sa.func.max(db.audit.c.seq))).scalar_one()
    row |= {"seq": last + dice.randint(1, 3), "id": "forged", "item": "forged", "previous": "forged"}
    connection.execute(sa.insert(db.decision).values(**row))


DEEDS: tuple[Callable[[sa.Connection, random.Random], None], ...] = (_edit, _delete, _reorder, _truncate, _insert)


def test_random_tamperings_all_show(database: Database) -> None:
    """Edited, deleted, moved, cut, slipped in, five hundred times on each engine: all are found, and nothing once it is taken back."""
    fill(database)
    log = AuditLog(database)
    head = log.head()
    assert head is not None
    missed = []
    for number in range(500):
        dice = random.Random(number)  # noqa: S311 (so that a failure can be had again)
        deed = DEEDS[number % len(DEEDS)]
        with database.engine.connect() as connection:
            _drop_triggers(connection)
            deed(connection, dice)
            found = tuple(faults(connection, head.hash))
            connection.rollback()
        missed += [] if found else [(number, deed.__name__)]
    assert missed == []
    assert log.verify(head.hash) == ()


def test_a_cut_tail_shows_by_the_anchor_alone(database: Database) -> None:
    """What is left is a whole chain: only who kept an anchor can know. The documentation says so, and this holds it to its word."""
    fill(database)
    log = AuditLog(database)
    head = log.head()
    assert head is not None
    with database.engine.connect() as connection:
        _drop_triggers(connection)
        connection.execute(sa.delete(db.decision).where(db.decision.c.seq == head.seq))
        connection.execute(sa.delete(db.audit).where(db.audit.c.seq == head.seq))
        assert tuple(faults(connection)) == ()
        assert [fault.code for fault in faults(connection, head.hash)] == ["cut"]
        connection.rollback()


def race(database: Database, rounds: int) -> None:
    """Two writers on one item, over and over: of each pair one decision stands, and the other writer was told of it."""
    made = fill(database, 0)

    def decide(number: int, who: int) -> str | DecisionConflict:
        try:
            return made.add((ADVISOR, SECOND)[who], REVIEW, Draft(f"race-{number}", Verdict.CONFIRMED, "", text="同一项")).id
        except DecisionConflict as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        for number in range(rounds):
            results = list(pool.map(lambda who: decide(number, who), (0, 1)))  # noqa: B023 (waited for within the round)
            stored = made.rows(REVIEW, f"race-{number}")
            won = [result for result in results if isinstance(result, str)]
            told = [result.first for result in results if isinstance(result, DecisionConflict)]
            assert [row.id for row in stored] == won
            assert told == list(stored)
    assert AuditLog(database).verify() == ()


def test_of_two_at_once_one_wins_and_the_other_is_told(database: Database) -> None:
    """On both engines; tests/faults runs it five hundred times, with processes."""
    race(database, 50)


def test_the_database_lets_in_one_of_two_that_follow_the_same(database: Database) -> None:
    """The last line of defence, should a lock of ours ever fail."""
    fill(database)
    with database.engine.connect() as connection:
        row = dict(connection.execute(sa.select(db.decision).order_by(db.decision.c.seq).limit(1)).mappings().one())
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(sa.insert(db.decision).values(**{**row, "id": "another", "seq": 1}))
        connection.rollback()


def test_the_history_travels_whole(database: Database, new_url: Callable[[], str]) -> None:
    """Into an empty database, where it is the same to the last row; then again, where nothing is new; then a part of it that came since."""
    made = fill(database)
    lines = list(export_history(database))
    other = Database(new_url())
    assert import_history(other, lines) == len(AuditLog(database).entries())
    assert list(export_history(other)) == lines
    assert import_history(other, lines) == 0
    made.add(ADVISOR, REVIEW, Draft("later", Verdict.DEFERRED, ""))
    assert import_history(other, export_history(database)) == 1
    assert Decisions(other).rows(REVIEW) == made.rows(REVIEW)
    other.dispose()


def _without(lines: list[str]) -> list[str]:
    return [line for line in lines if not ('"decision"' in line and '"举措3"' in line)]


def _reworded(lines: list[str]) -> list[str]:
    return [line.replace("举措3", "举措8") for line in lines]


def _shorter(lines: list[str]) -> list[str]:
    seq = max(json.loads(line)["row"]["seq"] for line in lines[1:] if '"table": "decision"' in line)
    return [line for line in lines if f'"seq": {seq},' not in line]


def _of_another_form(lines: list[str]) -> list[str]:
    return ['{"format": "something else", "anchor": ""}', *lines[1:]]


def _garbled(lines: list[str]) -> list[str]:
    return [*lines[:4], lines[4][:-9], *lines[5:]]


def _empty(_lines: list[str]) -> list[str]:
    return []


@pytest.mark.parametrize("spoil", [_without, _reworded, _shorter, _of_another_form, _garbled, _empty])
def test_a_history_that_breaks_the_chain_is_refused(database: Database, new_url: Callable[[], str], spoil: Callable[[list[str]], list[str]]) -> None:
    """All of it or nothing."""
    fill(database)
    other = Database(new_url())
    with pytest.raises(HistoryBroken):
        import_history(other, spoil(list(export_history(database))))
    assert AuditLog(other).head() is None
    other.dispose()


def test_two_histories_are_not_mixed(database: Database, new_url: Callable[[], str]) -> None:
    """A second office's decisions are not slipped in between ours."""
    fill(database)
    other = Database(new_url())
    fill(other, 3)
    before = AuditLog(other).head()
    with pytest.raises(HistoryBroken):
        import_history(other, export_history(database))
    assert AuditLog(other).head() == before
    other.dispose()
