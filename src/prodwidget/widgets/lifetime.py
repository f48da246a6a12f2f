"""Lets go of the widgets of cells that were run again.

ipywidgets keeps every widget until somebody closes it, and nobody closes the one whose output a new
run of its cell has replaced. It is let go of here once no output shows it and nothing holds it: no
name, no list, no other widget.
"""

from __future__ import annotations

import gc
import re
import threading
import weakref
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ipywidgets.widgets.widget import Widget
from ipywidgets.widgets.widget_output import Output

_OUTPUT = re.compile(r"_\d*|__|___")
"""Names under which IPython keeps what cells answered."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of a cell."""

    cell: str
    id: str


class Lifetimes:
    """The widgets of a kernel, and the runs whose outputs show them.

    Only hosts that tell which cell is run (``cellId``, as Jupyter's front ends do) have theirs let
    go of; elsewhere a widget stays until it is closed.
    """

    def __init__(self) -> None:
        self._shown: weakref.WeakKeyDictionary[Widget, dict[str, str]] = weakref.WeakKeyDictionary()
        """For each widget the last run of each cell that showed it; a cell without a name for what
        was shown where nothing is known to replace it."""
        self._lock = threading.RLock()

    def shown(self, widget: Widget) -> None:
        """A widget stands in the output of the cell that runs now."""
        shell = _shell()
        if shell is None:
            return
        run = _run(shell)
        if run is None or _is_captured(run):
            run = _Run("", "")
        with self._lock:
            self._shown.setdefault(widget, {})[run.cell] = run.id
        shell.events.register("post_run_cell", self._ran)

    def _ran(self, _: object) -> None:
        """A cell has run: what its earlier runs showed is shown there no more."""
        shell = _shell()
        run = _run(shell)
        if run is None:
            return
        with self._lock:
            # To look for what is held takes some time, so not after each cell.
            if self._replaced(run):
                _let_go(self._unseen(), shell)

    def _replaced(self, run: _Run) -> bool:
        """Forget what the cell's earlier runs showed; answer whether that was anything."""
        replaced = [runs for runs in self._shown.values() if runs.get(run.cell, run.id) != run.id]
        for runs in replaced:
            del runs[run.cell]
        return bool(replaced)

    def _unseen(self) -> list[weakref.ref[Widget]]:
        """What stands in no output any more."""
        return [weakref.ref(widget) for widget, runs in self._shown.items() if not runs]


def _let_go(widgets: list[weakref.ref[Widget]], shell: Any) -> None:
    """Collect those that nothing holds but ipywidgets, their comms, and IPython's outputs."""
    parts = [part for each in widgets for part in _parts(each)]
    kept = [_Kept(part, shell) for part in parts]
    try:
        gc.collect()
    finally:
        for each in kept:
            each.restore()


def _parts(ref: weakref.ref[Widget]) -> list[weakref.ref[Widget]]:
    """A widget, and the layout that was made for it."""
    widget = ref()
    layout = getattr(widget, "layout", None)
    return [ref, *([weakref.ref(layout)] if layout is not None else [])]


class _Kept:
    """What keeps a widget though nobody holds it; given back where the widget stays."""

    def __init__(self, ref: weakref.ref[Widget], shell: Any) -> None:
        self._ref = ref
        self._places: list[tuple[MutableMapping[Any, Any], Any]] = []
        widget: Any = ref()
        if widget is None or widget.comm is None:
            return
        outputs = (shell.user_ns, shell.user_ns_hidden, shell.user_ns.get("_oh", {}))
        for place in (*outputs, _widgets()):
            own = place is not shell.user_ns and place is not shell.user_ns_hidden
            for name, value in list(place.items()):
                if value is widget and (own or _OUTPUT.fullmatch(str(name))):
                    self._places.append((place, name))
                    del place[name]
        for name in ("_", "__", "___"):
            if getattr(shell.displayhook, name, None) is widget:
                self._places.append((vars(shell.displayhook), name))
                setattr(shell.displayhook, name, None)
        widget.comm.on_msg(weakly(widget._handle_msg))

    def restore(self) -> None:
        """Give it back, where the widget is still there."""
        widget = self._ref()
        if widget is None or widget.comm is None:
            return
        for place, name in self._places:
            place[name] = widget


def _widgets() -> MutableMapping[str, Widget]:
    """All that ipywidgets keeps."""
    from ipywidgets.widgets import widget

    return widget._instances


def _shell() -> Any:
    """The kernel's shell; ``None`` outside of IPython."""
    from IPython.core.getipython import get_ipython

    return get_ipython()


def _run(shell: Any) -> _Run | None:
    """The run of a cell that goes on in this thread; ``None`` where the host names no cells."""
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = (parent.get("metadata") or {}).get("cellId")
    id = (parent.get("header") or {}).get("msg_id")
    return _Run(cell, id) if isinstance(cell, str) and cell and isinstance(id, str) else None


def _is_captured(run: _Run) -> bool:
    """Whether what a run shows goes into an output widget, which can stand anywhere."""
    captures = [each for each in list(_widgets().values()) if isinstance(each, Output)]
    return any(each.msg_id == run.id for each in captures)


def weakly(method: Callable[[T], None]) -> Callable[[T], None]:
    """A call of a method that does not keep what the method belongs to."""
    ref = weakref.WeakMethod(method)

    def call(given: T) -> None:
        held = ref()
        if held is not None:
            held(given)

    return call


LIFETIMES = Lifetimes()
"""Those of this kernel."""
