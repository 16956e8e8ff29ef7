"""Traces and metrics: OpenTelemetry spans and the numbers behind /metrics.

Without a tracer provider there are no spans. An installation that wants them sets
`POND_TRACES=console`, or installs an OpenTelemetry distribution, which brings its own provider.
"""

import os
from contextlib import AbstractContextManager, nullcontext

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from prometheus_client import Counter, Gauge, Histogram

_TRACER = trace.get_tracer("pondkeeper")
_NO_SPAN = nullcontext(trace.INVALID_SPAN)

REQUESTS = Histogram(
    "pond_request_seconds",
    "How long requests took, by door and answer",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
JOBS = Counter("pond_jobs_total", "Jobs done, by name and outcome", ["job", "outcome"])
LOOPS = Histogram("pond_loop_seconds", "One turn of a loop that had work", ["loop"])
LOOP_FAILURES = Counter("pond_loop_failures_total", "Turns of a loop that failed", ["loop"])
DUE = Gauge("pond_due_workspaces", "Workspaces with due work, by loop, when last looked", ["work"])


def configure_tracing(process: str) -> None:
    """Print spans when asked to; otherwise leave the global provider as it is."""
    if os.environ.get("POND_TRACES") != "console":
        return
    provider = TracerProvider(resource=Resource.create({"service.name": f"pondkeeper-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter()))
    trace.set_tracer_provider(provider)


def span(name: str) -> AbstractContextManager[trace.Span]:
    """Return a span of this name to be inside of; an empty one where nobody collects them, since
    even a span that goes nowhere takes a tenth of the time of the busiest door.
    """
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return _NO_SPAN
    return _TRACER.start_as_current_span(name)
