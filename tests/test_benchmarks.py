"""The benchmark measures the index it means to: the one it built, of the passages it knows the neighbours of."""

from pathlib import Path

import numpy as np
from conftest import FakeEmbedder

from index import ArticleIndex, IndexSettings
from tests.benchmarks.bulk import build, write_folder
from tests.benchmarks.perturbed import PerturbedEmbedder
from tests.benchmarks.real import Real

TEXTS = ["The crane stood at the quay all day long. Nobody there knew for whom it was waiting."] * 3


def test_what_is_built_is_the_index_of_the_folder_that_is_written(tmp_path: Path) -> None:
    """Bringing it up to date finds nothing to be done, and leaves a passage a paragraph."""
    fake = FakeEmbedder()
    known = Real(TEXTS, np.eye(3, fake.dimension, dtype=np.float32), ["lamp?"], fake.embed_queries(["lamp?"]))
    build(tmp_path / "index", known, 20)
    write_folder(tmp_path / "articles", known, 20)
    index = ArticleIndex(tmp_path / "articles", tmp_path / "index", PerturbedEmbedder(known, fake), IndexSettings())
    changes = index.refresh()
    assert changes.rebuilt == ""
    assert not changes
    assert len(changes.unchanged) == 4
    with index.reading() as searcher:
        assert searcher.count == (4, 20)
    assert index.check() == ()
