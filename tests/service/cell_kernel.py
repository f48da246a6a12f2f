"""A real kernel whose cells are run as a notebook's front end runs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

START_SECONDS = 120.0
RUN_SECONDS = 300.0


@dataclass
class CellKernel:
    """Runs cells; what fails in one is an error here, unless that is wanted."""

    client: BlockingKernelClient

    def run(self, cell: str | None, code: str, *, fails: bool = False) -> str:
        """Run a cell of this id (a front end without ids has none), and answer what it printed."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        metadata = {"cellId": cell} if cell else {}
        request = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(request)
        printed, failure = "", ""
        while True:
            message: dict[str, Any] = self.client.get_iopub_msg(timeout=RUN_SECONDS)
            if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                continue
            told = message["content"]
            if message["msg_type"] == "stream":
                printed += told["text"]
            elif message["msg_type"] == "error":
                failure = "\n".join(told["traceback"])
            elif message["msg_type"] == "status" and told["execution_state"] == "idle":
                break
        assert bool(failure) == fails, failure
        return printed.strip()


@contextmanager
def cell_kernel() -> Iterator[CellKernel]:
    """A kernel of its own, until the block ends."""
    manager = KernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(START_SECONDS)
        yield CellKernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
