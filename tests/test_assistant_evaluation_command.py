"""`assistant eval`: what it prints and writes, what it returns, and how it fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant, SentenceTransformerEmbedder, run_command

FERRY = "The ferry Aurora carries ninety cars across the strait of Norland."
CARS, CEILING = "How many cars does the ferry Aurora carry?", "Who painted the ceiling of the Sistine Chapel?"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """A folder of one article with its index beside it."""
    base = tmp_path_factory.mktemp("eval")
    (base / "articles").mkdir()
    (base / "articles" / "ferry.md").write_text(f"---\ntitle: Ferries\n---\n\n{FERRY} Its crew sings.\n")
    Assistant.open(base / "articles", base / "index", embedder=embedder)
    return base


@pytest.fixture
def run(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `eval` on a set of two questions; return its exit status, output and errors."""
    gold = [[{"file": "ferry.md", "quote": FERRY}]]
    items = [
        {"id": 1, "kind": "fact", "history": [], "question": CARS, "gold": gold},
        {"id": 2, "kind": "none", "history": [], "question": CEILING, "gold": []},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, items)))

    def command(*words: str) -> tuple[int, str, str]:
        folders = ["--articles", f"{place}/articles", "--index-dir", f"{place}/index"]
        capsys.readouterr()
        return run_command(["eval", *folders, "set.jsonl", *words]), *capsys.readouterr()

    return command


def test_it_prints_a_table_and_the_path_of_the_report(run: Run) -> None:
    """A row a kind and one for all, what the confidence is worth, and the path last."""
    status, out, _ = run()
    header, fact, none, everything, _, confidence, path = out.splitlines()
    assert (status, header.split()[:2]) == (0, ["kind", "n"])
    assert fact.split()[:5] == ["fact", "1", "1.00", "1.00", "1.00"]
    assert (none.split()[:4], everything.split()[:2]) == (["none", "1", "1.00", "0"], ["all", "2"])
    assert confidence.startswith("confidence: ECE 0.")
    assert confidence.endswith("AUROC 1.000")
    assert path == "set-report.html"
    page = Path(path).read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "set.jsonl" in page


def test_json_has_scores_bins_and_outcomes(run: Run) -> None:
    """And the report where it was wanted."""
    status, out, _ = run("--json", "--report", "other.html")
    data = json.loads(out)
    assert (status, list(data)) == (0, ["scores", "kinds", "calibration", "outcomes", "broken", "report"])
    assert (data["scores"]["n"], data["scores"]["lead"], data["scores"]["auroc"]) == (2, 1.0, 1.0)
    assert (data["kinds"]["fact"]["found"], data["kinds"]["none"]["lead"], data["kinds"]["none"]["abstain"]) == (
        1,
        None,
        1,
    )
    assert [list(row) for row in data["calibration"]] == [["confidence", "happened", "count"]] * 2
    first, second = data["outcomes"]
    assert (first["question"], first["lead"], first["faults"]) == (CARS, True, [])
    assert first["gold"] == [[{"file": "ferry.md", "quote": FERRY}]]
    assert first["answer"]["quotes"][0]["text"].startswith(FERRY)
    assert (second["question"], second["spoke"], second["answer"]["abstained"]) == (CEILING, False, True)
    assert (data["broken"], data["report"], Path("other.html").exists()) == ([], "other.html", True)
    assert not Path("set-report.html").exists()


def test_a_broken_floor_is_told_and_has_a_status_of_its_own(run: Run) -> None:
    """The table and the report are made all the same."""
    Path("floors.json").write_text('{"lead": 1, "clean": 0.1, "ece_at_most": 0, "p95_ms_at_most": 0}')
    status, out, _ = run("--floors", "floors.json")
    assert (status, out.splitlines()[-1]) == (11, "set-report.html")
    told = [line.split() for line in out.splitlines() if line.startswith("broken: ")]
    assert [(line[1], line[3:]) for line in told] == [("ece", ["is", "above", "0"]), ("p95_ms", ["is", "above", "0"])]
    status, out, _ = run("--floors", "floors.json", "--json")
    assert (status, len(json.loads(out)["broken"])) == (11, 2)


def test_floors_that_hold(run: Run) -> None:
    """The status is 0."""
    Path("floors.json").write_text('{"lead": 1, "abstain": 1, "invalid_at_most": 0}')
    status, out, _ = run("--floors", "floors.json")
    assert (status, "broken" in out) == (0, False)


@pytest.mark.parametrize(
    ("words", "told", "remedy"),
    [
        (["--report", "nowhere/r.html"], "there is no folder nowhere", "--report"),
        (["--report", "."], "it is a folder", "--report"),
        (["--floors", "nowhere.json"], "nowhere.json cannot be read", '{"lead": 0.8}'),
        (["--floors", "set.jsonl"], "set.jsonl cannot be read", '{"lead": 0.8}'),
        (["--floors", "unknown.json"], "unknown name, 'leed'", "p95_ms_at_most"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str, remedy: str
) -> None:
    """In a line and a remedy; nothing is printed or written."""
    Path("unknown.json").write_text('{"leed": 1}')
    monkeypatch.setattr(Assistant, "open", lambda *_, **__: pytest.fail("the articles were opened"))
    status, out, err = run(*words)
    message, advice = err.splitlines()
    assert (status, out) == (1, "")
    assert told in message
    assert remedy in advice
    assert not Path("set-report.html").exists()
