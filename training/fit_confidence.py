"""Fit how the best reading, and what the best sentences lack, tell whether the articles answer; see README.md.

usage: python -m training.fit_confidence [--sets DIR ...]

On the questions that the adapter did not learn from. Prints the weights, and how well they and those in
`assistant/decide.py` do; a weight there that is set by hand is left as it is.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant import AssistantSettings
from assistant.adapted import bundled_reader
from assistant.calibration import auroc, calibration_error, reliability
from assistant.chain import find, judge
from assistant.decide import WEIGHTS, features
from assistant.steps import Asked
from index import SentenceTransformerEmbedder
from training.candidates import held_out, indexed

_BY_HAND = "all_unknown"
_FITTED = [name for name in WEIGHTS if name != _BY_HAND]


def judged(folders: Sequence[Path]) -> Iterator[tuple[list[float], bool, float]]:
    """Yield for each question its figures, whether it has an answer, and the confidence that it has."""
    embedder, reader, settings = SentenceTransformerEmbedder(), bundled_reader(), AssistantSettings()
    for folder in folders:
        for _, rows, searcher in indexed(folder, embedder, held_out(folder)):
            for row in rows:
                asked = Asked(row.question, row.earlier, searcher, settings, settings.passages, True, reader)
                found = judge(find(asked))
                sources = bool(found.found.sources)
                values = features(found.found.understood, found.wanted, sources, found.evidence, searcher.knows)
                if found.evidence and not values[_BY_HAND]:
                    yield [values[name] for name in _FITTED], "." in row.gold, found.confidence


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
    rows, answers, now = zip(*judged(parser.parse_args().sets), strict=True)
    fitted = LogisticRegression(C=1.0).fit(np.array(rows), answers)
    print(f"{len(rows)} questions, {sum(answers)} with an answer")
    print(f"_BIAS = {fitted.intercept_[0]:.2f}")
    for name, weight in zip(_FITTED, fitted.coef_[0], strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("as it is:", told(now, answers))
    print("fitted:  ", told(fitted.predict_proba(np.array(rows))[:, 1].tolist(), answers))


if __name__ == "__main__":
    main()
