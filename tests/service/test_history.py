"""The order of a session's iterations, whatever is done to it and in whichever order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from prodwidget.errors import HeadMoved, StateUnreadable
from prodwidget.records import ProductIteration, ProductState
from prodwidget.store import commands, line
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect_embedded
from prodwidget.store.history import SessionStore
from prodwidget.store.layout import SCRIPT_STEP, WINDOW
from tests.service.conftest import draft
from tests.service.history_model import HistoryModel

LONG_AGO = "2000-01-01T00:00:00.000000Z"


@pytest.mark.parametrize("step", [2, SCRIPT_STEP])
def test_any_order_of_moves_keeps_every_iteration(
    data: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whether the head goes there at once, or in steps since it is far."""
    for module in (commands, line):
        monkeypatch.setattr(module, "SCRIPT_STEP", step)
    client = connect_embedded(data / "store")

    class Moves(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.store = SessionStore(
                SessionCommands(client, "product", f"order-{os.urandom(6).hex()}")
            )
            self.model = HistoryModel()

        def any_id(self, pick: int) -> str:
            return sorted(self.model.parents)[pick % len(self.model.parents)]

        @rule(text=st.text(max_size=20))
        def create(self, text: str) -> None:
            made = self.store.commit(draft(text), parent=None, head=self.model.head)
            self.model.commit(made.id, None)

        @precondition(lambda self: self.model.parents)
        @rule(pick=st.integers(0, 99))
        def edit_any(self, pick: int) -> None:
            parent = self.any_id(pick)
            made = self.store.commit(draft("edit", "edit"), parent=parent, head=self.model.head)
            self.model.commit(made.id, parent)

        @precondition(lambda self: self.model.parents)
        @rule(pick=st.integers(0, 99))
        def keep_beside(self, pick: int) -> None:
            parent = self.any_id(pick)
            made = self.store.commit(
                draft("late", "edit"), parent=parent, head=LONG_AGO, beside=True
            )
            self.model.commit(made.id, parent, beside=True)

        @precondition(lambda self: self.model.parents)
        @rule(pick=st.integers(0, 99))
        def rewind(self, pick: int) -> None:
            target = self.any_id(pick)
            if target in self.model.line:
                self.store.rewind(self.store.iteration(target), self.model.head)
                self.model.rewind(target)
            else:
                with pytest.raises(HeadMoved, match="not on the active line"):
                    self.store.rewind(self.store.iteration(target), self.model.head)

        @precondition(lambda self: self.model.parents)
        @rule(pick=st.integers(0, 99))
        def restore(self, pick: int) -> None:
            target = self.any_id(pick)
            self.store.restore(self.store.iteration(target), self.model.head)
            self.model.restore(target)

        @precondition(lambda self: len(self.model.line) > 1)
        @rule()
        def stale(self) -> None:
            with pytest.raises(HeadMoved):
                self.store.commit(draft("stale"), parent=None, head=LONG_AGO)
            with pytest.raises(HeadMoved):
                self.store.rewind(self.store.iteration(self.model.line[0]), LONG_AGO)

        @invariant()
        def agrees(self) -> None:
            line = self.store.line(0, 1000)
            assert [each.id for each in line] == self.model.line
            assert [each.depth for each in line] == list(range(len(line)))
            history = self.store.history(0, 1000)
            assert {each.id: each.parent for each in history} == self.model.parents
            assert {each.id for each in history if each.discarded} == self.model.discarded
            state = self.store.state()
            assert state.head == self.model.head
            assert [each.id for each in state.iterations] == self.model.line[-WINDOW:]
            assert state.iteration_count == len(self.model.line)

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Moves,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_window_stays_small_while_the_line_grows(store: SessionStore) -> None:
    head = None
    for number in range(WINDOW * 3):
        kind = "edit" if head else "create"
        head = store.commit(draft(str(number), kind), parent=head, head=head).id  # type: ignore[arg-type]
    state = store.state()
    assert state.iteration_count == WINDOW * 3
    assert len(state.iterations) == WINDOW
    assert state.prompt == state.iterations[-1].prompt == str(WINDOW * 3 - 1)


def test_an_iteration_of_a_job_is_committed_once(store: SessionStore) -> None:
    """The answer to a commit can be lost on the way, and the commit sent again."""
    once = store.commit(draft("x"), parent=None, head=None, job="a job")
    again = store.commit(draft("x"), parent=None, head=None, job="a job")
    assert again == once
    assert store.history_length() == 1


def test_ids_increase_though_the_clock_went_back(store: SessionStore) -> None:
    first = store.commit(draft("before"), parent=None, head=None)
    tomorrow = 86_400_000_000 + int(store.commands.client.hget(store.commands.keys.meta, "last"))  # type: ignore[arg-type]
    store.commands.client.hset(store.commands.keys.meta, "last", tomorrow)
    second = store.commit(draft("after", "edit"), parent=first.id, head=first.id)
    third = store.commit(draft("later", "edit"), parent=second.id, head=second.id)
    assert first.id < second.id < third.id
    assert [each.id for each in store.line(0, 9)] == [first.id, second.id, third.id]


def test_what_changed_is_told_by_name(store: SessionStore) -> None:
    first = store.commit(draft("a mug"), parent=None, head=None)
    second = store.commit(draft("make it red", "edit"), parent=first.id, head=first.id)
    store.rewind(first, second.id)
    with pytest.raises(HeadMoved, match=r'was rewound to "a mug"'):
        store.commit(draft("taller", "edit"), parent=second.id, head=second.id)


# What cannot be read


def test_a_newer_schema_is_refused_and_left_alone(store: SessionStore) -> None:
    store.commit(draft("a mug"), parent=None, head=None)
    store.commands.client.hset(store.commands.keys.meta, "schema", "99")
    before = store.commands.client.dump(store.commands.keys.state)
    for work in (store.open, store.state, lambda: store.commit(draft("x"), parent=None, head=None)):
        with pytest.raises(StateUnreadable, match="99") as raised:
            work()
        assert raised.value.hint
    assert store.commands.client.dump(store.commands.keys.state) == before


def test_another_programs_state_is_refused_and_left_alone(store: SessionStore) -> None:
    store.commands.client.set(store.commands.keys.state, '{"prompt": "theirs"}')
    for work in (store.open, lambda: store.commit(draft("x"), parent=None, head=None)):
        with pytest.raises(StateUnreadable, match="not written by prodwidget"):
            work()
    assert store.commands.client.get(store.commands.keys.state) == '{"prompt": "theirs"}'


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"session": 1}', "\x00", '{"head": "x"}'])
def test_a_damaged_state_is_told_and_left_alone(store: SessionStore, damage: str) -> None:
    store.commit(draft("a mug"), parent=None, head=None)
    store.commands.client.set(store.commands.keys.state, damage)
    with pytest.raises(StateUnreadable, match="cannot be read"):
        store.state()
    assert store.commands.client.get(store.commands.keys.state) == damage


def test_a_damaged_record_is_told_and_left_alone(store: SessionStore) -> None:
    made = store.commit(draft("a mug"), parent=None, head=None)
    store.commands.client.hset(store.commands.keys.iterations, made.id, "rubbish")
    with pytest.raises(StateUnreadable, match="iterations in Redis cannot be read"):
        store.iteration(made.id)
    assert store.commands.client.hget(store.commands.keys.iterations, made.id) == "rubbish"


# Older versions


def test_a_session_of_version_1_is_brought_up_to_date(store: SessionStore) -> None:
    """The layout of version 1 had no ``parents``, and its state said ``schema_version`` 1."""
    model, head = HistoryModel(), None
    for number in range(5):
        kind = "edit" if head else "create"
        made = store.commit(draft(str(number), kind), parent=head, head=head)  # type: ignore[arg-type]
        model.commit(made.id, head)
        head = made.id
    store.rewind(store.iteration(model.line[1]), head)
    client, keys = store.commands.client, store.commands.keys
    client.delete(keys.beside("parents"))
    client.hset(keys.meta, "schema", "1")
    state = str(client.get(keys.state))
    client.set(keys.state, state.replace('"schema_version":2', '"schema_version":1', 1))
    before = store.history(0, 99)
    with pytest.raises(StateUnreadable):
        store.state()

    store.open()

    assert store.history(0, 99) == before
    assert store.state() == ProductState.model_validate_json(state)
    store.restore(store.iteration(model.line[4]), model.line[1])
    assert [each.id for each in store.line(0, 99)] == model.line
    last: ProductIteration = store.commit(draft("6", "edit"), parent=model.line[2], head=head)
    assert last.depth == 3
