"""Moves the end of the active line, however far, without keeping the server from others.

A script moves it at once where it is near. Where it is far, the script says so and writes nothing;
then the line is laid beside the one that is there, step by step, and the script is run again to put
it in its place. Who moved the head meanwhile makes it be laid anew. What left the line is marked,
and what joined it no longer, after that.
"""

from __future__ import annotations

from typing import Any

from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import answers
from prodwidget.store.jobs import new_token
from prodwidget.store.layout import SCRIPT_STEP


class Line:
    """The active line of one session."""

    def __init__(self, commands: SessionCommands) -> None:
        self._commands = commands

    def run_to(self, end: str, script: str, /, **arguments: Any) -> dict[str, Any]:
        """Run a script that makes the line end at an iteration; raises as its script does."""
        answer = self._commands.run(script, **arguments)
        if not answer.get("far"):
            return answer
        laid, old = self._commands.keys.lines(new_token())
        try:
            while answer.get("far"):
                with answers():
                    self._commands.client.unlink(laid)
                joint = self._lay(end, laid)
                answer = self._commands.run(
                    script, keys=[laid, old], laid=True, moves=answer["moves"], **arguments
                )
            self._settle(joint + 1, old, arguments.get("kind", ""))
        finally:
            with answers():
                self._commands.client.unlink(laid, old)
        return answer

    def _lay(self, target: str, laid: str) -> int:
        """Lay the line that ends at an iteration; answer the depth where it meets the one before.

        That is -1 where they do not meet.
        """
        step: dict[str, Any] = {"at": target, "joint": -1}
        while step["joint"] < 0 and step["at"]:
            step = self._step("lay_line", [laid], at=step["at"], joint=-1)
        joint = int(step["joint"])
        for start in range(0, joint + 1, SCRIPT_STEP):
            self._step("lay_line", [laid], at="", joint=joint, start=start)
        return joint

    def _settle(self, start: int, old: str, kind: str) -> None:
        with answers():
            client, line = self._commands.client, self._commands.keys.line
            # A depth is a place.
            stop = max(int(client.zcard(line)), start + int(client.zcard(old)))
        for at in range(start, stop, SCRIPT_STEP):
            self._step("settle_line", [old], kind=kind, start=at)

    def _step(self, script: str, keys: list[str], **arguments: Any) -> dict[str, Any]:
        return self._commands.run(script, keys=keys, **arguments)
