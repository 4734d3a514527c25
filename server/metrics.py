"""Questions that were asked in, counters out, in the text format of Prometheus."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant import Asking, QAError
from server.line import Place

_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)
_TOLD = {
    "index_open": "Whether the index can be asked.",
    "articles": "Articles in the index.",
    "passages": "Passages in the index.",
    "generation": "Generation of the index.",
}
_LABEL = ("collection",)
_REFUSED = (400, 401, 403, 404, 413, 422, 429, 500, 503)  # told from the start on
M = TypeVar("M", Counter, Histogram)
Opened = Callable[[], Asking]  # raises a QAError as long as the articles are not open


class Metrics:
    """What was asked and how it went, of one server. Safe to share between threads.

    Where there are several collections, what is counted is told for each by its name, from the start on: zero, too.

    Args:
        collections: what returns the open assistant of each collection, whose index is told of.
        present: returns how many questions are being answered or wait.
    """

    def __init__(self, collections: Mapping[str, Opened], present: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._names = _named(collections)
        self._questions = self._counter("questions", "Questions asked, however they ended.")
        self._abstentions = self._counter("abstentions", "Questions that the articles do not answer.")
        self._given_up = self._counter("given_up", "Questions whose asker went away or stopped the answer.")
        self._errors = self._counter("errors", "Questions that ended without an answer.")
        self._seconds = self._begun(
            Histogram(
                "assistant_answer_seconds",
                "Time to an answer, waiting included.",
                _LABEL if self._names else (),
                buckets=_SECONDS,
                registry=self._registry,
            )
        )
        self._refusals = Counter(
            "assistant_refusals",
            "Requests answered with an error, by its status.",
            ("status",),
            registry=self._registry,
        )
        for status in _REFUSED:
            self._refusals.labels(status)
        self._turned_away = Counter(
            "assistant_turned_away", "Questions for which there was no room in the line.", registry=self._registry
        )
        Gauge(
            "assistant_questions_present", "Questions being answered or waiting.", registry=self._registry
        ).set_function(present)
        self._registry.register(_Indexes(collections))

    def count(self, place: Place) -> None:
        """Count a question at its end."""
        of = [place.collection] if self._names else []

        def counted(metric: M) -> M:
            return metric.labels(*of) if of else metric

        counted(self._questions).inc()
        if place.answer:
            counted(self._seconds).observe(place.seconds)
            counted(self._abstentions).inc(place.answer.abstained)
        elif place.given_up:
            counted(self._given_up).inc()
        else:
            counted(self._errors).inc()

    def refuse(self, status: int) -> None:
        """Count a request that was answered with an error."""
        self._refusals.labels(status).inc()

    def turn_away(self) -> None:
        """Count a question for which there was no room."""
        self._turned_away.inc()

    def text(self) -> str:
        """Return all of it in the text format of Prometheus."""
        return generate_latest(self._registry).decode()

    def _counter(self, name: str, told: str) -> Counter:
        return self._begun(Counter(f"assistant_{name}", told, _LABEL if self._names else (), registry=self._registry))

    def _begun(self, metric: M) -> M:
        """Return a metric that has begun to count for each collection."""
        for name in self._names:
            metric.labels(name)
        return metric


class _Indexes(Collector):
    """The indexes as they are when the metrics are read; where there are several, by the names of their collections."""

    def __init__(self, collections: Mapping[str, Opened]) -> None:
        self._collections = collections

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: the indexes are not looked at when they are registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers; of an index that is not open only that it is not."""
        labels = _LABEL if _named(self._collections) else ()
        gauges = {name: GaugeMetricFamily(f"assistant_{name}", told, labels=labels) for name, told in _TOLD.items()}
        for collection, opened in self._collections.items():
            for name, value in _numbers(opened):
                gauges[name].add_metric([collection] if labels else [], value)
        yield from (gauge for gauge in gauges.values() if gauge.samples)


def _numbers(opened: Opened) -> Iterator[tuple[str, float]]:
    try:
        asking = opened()
        counts, generation = asking.passage_counts(), asking.generation
    except QAError:
        yield "index_open", 0
        return
    yield "index_open", 1
    yield "articles", len(counts)
    yield "passages", sum(counts.values())
    yield "generation", generation


def _named(collections: Mapping[str, Opened]) -> tuple[str, ...]:
    """Return the names by which what is told is told apart: none where there is but one collection."""
    return tuple(collections) if len(collections) > 1 else ()
