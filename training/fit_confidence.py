"""Fit how likely the articles answer, from how the best sentence reads and what the best ones lack; see README.md.

usage: python -m training.fit_confidence [--sets DIR ...]

On the questions that the adapter did not learn from. Prints the bias that goes with the weights in
`assistant/decide.py` as they are, and how well they do with it, on the same questions.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit

from assistant.calibration import auroc, calibration_error, reliability
from assistant.chain import find, judge
from assistant.decide import BIAS
from index import SentenceTransformerEmbedder, terms
from training.candidates import asked, held_out, indexed


def judged(folders: Sequence[Path]) -> Iterator[tuple[float, bool]]:
    """Yield the confidence of each question of which some sentence was read, and whether it has an answer.

    A question none of whose words is known is left out: what that weighs is set by hand.
    """
    embedder = SentenceTransformerEmbedder()
    for folder in folders:
        for rows, searcher in indexed(folder, embedder, held_out(folder)):
            for row in rows:
                found = find(asked(row, searcher))
                known = any(searcher.knows(term) for query in found.understood.queries for term in terms(query.text))
                if known and (likely := judge(found).confidence):
                    yield likely, "." in row.gold


def told(confidences: Sequence[float], answers: Sequence[bool]) -> str:
    """Tell how far confidences are off, how well they tell apart, and what comes of the threshold one half."""
    off = calibration_error(reliability(confidences, answers))
    right = [(value >= 0.5) == answer for value, answer in zip(confidences, answers, strict=True)]
    spoke = [one for one, answer in zip(right, answers, strict=True) if answer]
    silent = [one for one, answer in zip(right, answers, strict=True) if not answer]
    shares = f"spoke {np.mean(spoke):.3f} abstain {np.mean(silent):.3f}"
    return f"ECE {off:.3f} AUROC {auroc(confidences, answers):.3f} {shares}"


def main() -> None:
    """Ask, fit, print."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Fit the confidence.")
    parser.add_argument("--sets", type=Path, nargs="+", default=sorted((here / "sets").iterdir()))
    now, answers = zip(*judged(parser.parse_args().sets), strict=True)
    without = logit(np.array(now)) - BIAS
    sides = np.where(answers, 1.0, -1.0)
    bias = minimize_scalar(lambda value: float(np.logaddexp(0, -sides * (without + value)).sum())).x
    print(f"{len(now)} questions, {sum(answers)} with an answer")
    print(f"as it is, {BIAS:.2f}:", told(now, answers))
    print(f"fitted, {bias:.2f}:", told(expit(without + bias).tolist(), answers))


if __name__ == "__main__":
    main()
