"""How things stand, as gauges over OpenTelemetry: $OTEL_EXPORTER_OTLP_ENDPOINT (or …_METRICS_ENDPOINT) switches them on."""

from __future__ import annotations

import logging
import os
from datetime import datetime

from mtqg.stack.airflow import METRICS_SWITCHES
from mtqg.store import connect, watch

log = logging.getLogger(__name__)
_WITHIN_MILLISECONDS = 10_000


def emit(now: datetime) -> int:
    """How many gauges, `mtqg.…`, were told; a collector that does not answer is a warning in the log and nothing more."""
    if not any(os.environ.get(name) for name in METRICS_SWITCHES):
        return 0
    try:
        with connect() as db:
            found = watch.gauges(db, now)
        _send(found)
        return len(found)
    except Exception:
        log.warning("gauges were not sent", exc_info=True)
        return 0


def _send(found: list[tuple[str, dict[str, str], float]]) -> None:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource

    reader = PeriodicExportingMetricReader(OTLPMetricExporter(timeout=5), export_interval_millis=3_600_000)
    service = Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", "mtqg")})
    provider = MeterProvider(metric_readers=[reader], resource=service, shutdown_on_exit=False)
    meter = provider.get_meter("mtqg")
    for name in dict.fromkeys(name for name, _, _ in found):
        gauge = meter.create_gauge(f"mtqg.{name}")
        for attributes, value in ((attributes, value) for named, attributes, value in found if named == name):
            gauge.set(value, attributes)
    try:
        provider.force_flush(_WITHIN_MILLISECONDS)
    finally:
        provider.shutdown(_WITHIN_MILLISECONDS)
