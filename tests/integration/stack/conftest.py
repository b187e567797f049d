"""One local stack for the tests of this folder, one after the other, and a receiver of all that it sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.receiving import receiver
from tests.integration.stack.four_provinces import SECRET, four_provinces, write_outboxes
from tests.integration.stack.throwaway import throwaway_stack


@pytest.fixture(scope="package")
def heard(tmp_path_factory):
    """A mail server, a webhook, a collector of metrics and of lineage, all in one process of its own; the stack is told of it."""
    with receiver(tmp_path_factory.mktemp("receiver")) as running, pytest.MonkeyPatch.context() as patch:
        here = f"http://127.0.0.1:{running.http_port}"
        for name, value in {**running.connections("/notices"), "OTEL_EXPORTER_OTLP_ENDPOINT": here, "OPENLINEAGE_URL": here,
                            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL": "5000"}.items():
            patch.setenv(name, value)
        yield running


@pytest.fixture(scope="package")
def stack(heard) -> Iterator[Path]:
    """Four provinces on the map of 34; the outboxes of 2026-09, without those of one province, which has none until its time."""

    def arrange(project: Path) -> None:
        four_provinces(project)
        outbox = {"path": str(project.parent / "home" / "outbox")}
        patch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps(
            {"conn_type": "fs", "login": "tinh", "password": SECRET, "extra": outbox}))

    with pytest.MonkeyPatch.context() as patch, throwaway_stack(arrange) as project:
        write_outboxes("2026-09")
        yield project
