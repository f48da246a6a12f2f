"""The pipeline of products, which most people want."""

from __future__ import annotations

from pathlib import Path

from prodwidget.backends import Backend
from prodwidget.session.pipeline import Pipeline


class ProductPipeline(Pipeline):
    """One session of products: a :class:`Pipeline` with ``surface="product"``."""

    def __init__(
        self,
        session: str = "current",
        *,
        backend: str | Backend | None = None,
        redis_url: str | None = None,
        data_dir: str | Path | None = None,
        seed: int | None = None,
        spend_cap: float | None = None,
    ) -> None:
        super().__init__(
            session,
            backend=backend,
            redis_url=redis_url,
            data_dir=data_dir,
            seed=seed,
            spend_cap=spend_cap,
        )
