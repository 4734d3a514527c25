"""Questions that were asked in, counters out, in the text format of Prometheus."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant import Asking, QAError
from server.line import Place

_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)
Opened = Callable[[], Asking]  # raises a QAError as long as the articles are not open


class Metrics:
    """What was asked and how it went, of one server. Safe to share between threads.

    Args:
        opened: returns the open assistant, whose index is told of.
        present: returns how many questions are being answered or wait.
    """

    def __init__(self, opened: Opened, present: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._questions = self._counter("questions", "Questions asked, however they ended.")
        self._abstentions = self._counter("abstentions", "Questions that the articles do not answer.")
        self._given_up = self._counter("given_up", "Questions whose asker went away or stopped the answer.")
        self._errors = self._counter("errors", "Questions that ended without an answer.")
        self._seconds = Histogram(
            "assistant_answer_seconds",
            "Time to an answer, waiting included.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        Gauge(
            "assistant_questions_present", "Questions being answered or waiting.", registry=self._registry
        ).set_function(present)
        self._registry.register(_Index(opened))

    def count(self, place: Place) -> None:
        """Count a question at its end."""
        self._questions.inc()
        if place.answer:
            self._seconds.observe(place.seconds)
            self._abstentions.inc(place.answer.abstained)
        elif place.given_up:
            self._given_up.inc()
        else:
            self._errors.inc()

    def text(self) -> str:
        """Return all of it in the text format of Prometheus."""
        return generate_latest(self._registry).decode()

    def _counter(self, name: str, told: str) -> Counter:
        return Counter(f"assistant_{name}", told, registry=self._registry)


class _Index(Collector):
    """The index as it is when the metrics are read."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: the index is not looked at when it is registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers; only that it is not open where it is not."""
        try:
            asking = self._opened()
            counts, generation = asking.passage_counts(), asking.generation
        except QAError:
            yield GaugeMetricFamily("assistant_index_open", "Whether the index can be asked.", value=0)
            return
        yield GaugeMetricFamily("assistant_index_open", "Whether the index can be asked.", value=1)
        yield GaugeMetricFamily("assistant_articles", "Articles in the index.", value=len(counts))
        yield GaugeMetricFamily("assistant_passages", "Passages in the index.", value=sum(counts.values()))
        yield GaugeMetricFamily("assistant_generation", "Generation of the index.", value=generation)
