"""The benchmark's own arithmetic, catalogues and honesty; no peer library is needed."""

from pathlib import Path

import pytest

from benchmarks.understanding import figures as arithmetic
from benchmarks.understanding import report
from benchmarks.understanding.__main__ import main
from benchmarks.understanding.ablation import STAGES
from benchmarks.understanding.catalogues import MADE_UP, sized
from benchmarks.understanding.figures import auroc, figures, percentile, threshold
from benchmarks.understanding.peers import best_of_each, flat
from benchmarks.understanding.queries import read, sample
from benchmarks.understanding.systems import NO_CLAIM, Answer, NotInstalledError, Ranked, find_peer
from bot import content as contents
from bot.dialogue.understand import understand
from bot.domain.vietnamese import fold

ROOT = Path(__file__).parents[2]
SENTENCES = sorted((ROOT / "tests" / "intents").glob("*.yaml"))
KNOWN = frozenset({"1.1", "1.2"})


@pytest.fixture(scope="module")
def content():
    return contents.load(ROOT)


def answer(*codes, claim=1.0, asks=False):
    return Answer(
        procedures=codes, claim=claim, intent="fee", otherwise="out_of_scope", took_ms=1.0, asks=asks
    )


def asked(intent, *codes):
    return {"text": "?", "intent": intent, "procedures": list(codes)}


@pytest.mark.parametrize(
    ("known", "unknown", "expected"),
    [
        pytest.param([3, 4], [1, 2], 1.0, id="all above"),
        pytest.param([1, 2], [3, 4], 0.0, id="all below"),
        pytest.param([1, 1], [1, 1], 0.5, id="all tied: chance"),
        pytest.param([0.8, 0.4], [0.6, 0.2], 0.75, id="three of four pairs in order"),
        pytest.param([1, NO_CLAIM], [NO_CLAIM], 0.75, id="no claim ties with no claim"),
        pytest.param([], [1], None, id="nothing to compare"),
    ],
)
def test_auroc_is_the_share_of_pairs_in_order(known, unknown, expected):
    assert auroc(known, unknown) == expected


def test_a_percentile_is_a_value_that_was_measured():
    assert percentile([5, 1, 3, 2, 4], 0.5) == 3
    assert percentile(range(100), 0.99) == 99
    assert percentile([7], 0.99) == 7


def test_a_threshold_leaves_the_share_asked_for_below_it():
    claims = [0.1, 0.2, 0.3, 0.4]
    assert threshold(claims, 0.5) == 0.3
    assert threshold(claims, 0.0) == 0.1
    assert threshold([], 0.5) == NO_CLAIM


def test_a_peer_is_judged_for_claims_at_its_threshold_and_for_order_without():
    queries = [asked("fee", "1.1"), asked("fee", "1.2"), asked("out_of_scope"), asked("out_of_scope")]
    answers = [
        answer("1.1", claim=0.9),
        answer("1.2", claim=0.3),
        answer("1.1", claim=0.5),
        answer("1.2", claim=0.2),
    ]
    all_claimed = figures(queries, answers, KNOWN, silent=0.0)
    half_claimed = figures(queries, answers, KNOWN, silent=0.5)
    assert (all_claimed.shares["claims_outside"], half_claimed.shares["claims_outside"]) == (0.5, 0.0)
    assert all_claimed.shares["first"] == half_claimed.shares["first"] == 1.0
    assert (all_claimed.silent, half_claimed.silent) == (0.0, 0.5)
    assert half_claimed.auroc == all_claimed.auroc == 0.75


def test_asking_back_is_silence_not_a_claim():
    shown = figures([asked("fee", "1.1"), asked("thanks")], [answer("1.1", asks=True), answer("1.2")], KNOWN)
    assert shown.silent == 1.0
    assert shown.shares["claims_service"] == 1.0


def test_an_owner_counts_by_its_best_wording():
    assert flat({"a": ["x", "y"], "b": ["z"]}) == (["a", "a", "b"], ["x", "y", "z"])
    assert best_of_each([("a", -2.0), ("b", -1.0), ("a", -0.5)]) == [("a", -0.5), ("b", -1.0)]


def test_made_up_procedures_are_marked_and_the_same_every_time(content):
    own = len(content.catalogue.procedures)
    once, again = (sized(content, own + 500).catalogue.procedures for _ in range(2))
    assert once == again
    assert len(once) == own + 500
    assert all(code.startswith(MADE_UP) for code in once.keys() - content.catalogue.procedures.keys())
    names = [fold(one.name) for one in once.values()]
    assert len(set(names)) == len(names)


def test_six_thousand_can_be_made_up_and_fewer_are_the_first_ones(content):
    assert len(sized(content, 6_000).catalogue.procedures) == 6_000
    assert list(sized(content, 7).catalogue.procedures) == list(content.catalogue.procedures)[:7]


def test_a_peer_that_is_not_installed_is_named():
    with pytest.raises(NotInstalledError, match="mẫu: chưa cài thư viện"):
        find_peer("mẫu", "nowhere", "Nothing")
    table = report.side_by_side([report.Line(system="mẫu", procedures=1, missing="mẫu: chưa cài thư viện x")])
    assert "chưa cài thư viện x" in table


class Overlap:
    """A sample peer: the share of a wording's words that the text has."""

    def __init__(self, owners):
        self._owners = owners

    def rank(self, text):
        words = set(text.split())
        return best_of_each(
            (owner, len(words & set(wording.split())) / len(wording.split()))
            for owner, wordings in self._owners.items()
            for wording in wordings
            if words & set(wording.split())
        )


def test_a_peer_gets_wordings_abbreviations_and_what_was_said_before(content):
    peer = Ranked(content, Overlap)
    said = peer.answer("làm gks cho con hết bao nhiêu tiền", None)
    assert ("1.001193" in said.procedures, said.intent) == (True, "fee")
    follow = peer.answer("hết bao nhiêu tiền", "đăng ký kết hôn")
    assert (follow.procedures[0], follow.intent) == ("1.000894", "fee")
    service = peer.answer("giá cà phê hôm nay", None)
    assert (service.claim, service.otherwise) == (NO_CLAIM, "out_of_scope")


def test_the_repository_s_own_sentences_are_questions(content):
    queries = read(SENTENCES, content)
    assert len(queries) > 50
    by_text = {query["text"]: query for query in queries}
    assert by_text["trụ sở ủy ban xã mới nằm ở chỗ nào"]["intent"] == "contact"
    assert by_text["tôi muốn tố cáo một cán bộ nhận tiền của dân"]["proc_optional"]
    assert [query["text"] for query in sample(queries, 3)] == [
        queries[0]["text"], queries[len(queries) // 3]["text"], queries[2 * len(queries) // 3]["text"]
    ]  # fmt: skip
    assert sample(queries, 10_000) == queries


@pytest.fixture(scope="module")
def said(content):
    """Every sentence of the repository, and its fragments, with what the whole matcher makes of them."""
    queries = read(SENTENCES, content)
    queries += [
        {**query, "text": " ".join(part)}
        for query in queries
        for words in [query["text"].split()]
        for part in (words[:2], words[-2:], words[1:4], words[:3])
    ]
    whole = STAGES[0].build(content)
    return [(query, understand(whole, query["text"], query["context"])) for query in queries]


@pytest.mark.parametrize("stage", STAGES[1:], ids=lambda stage: stage.name)
def test_without_a_stage_something_is_understood_otherwise(content, said, stage):
    """A stage whose seam has gone would change nothing, and its line would say that it is worth nothing."""
    matcher = stage.build(content)
    altered = ((stage.alter(query), answer) for query, answer in said)
    assert any(understand(matcher, query["text"], query["context"]) != answer for query, answer in altered)


def test_the_ablation_is_written_as_points_from_the_whole():
    def line(stage, first):
        shown = arithmetic.Figures(shares={"first": first}, silent=0.0, auroc=None, p50_ms=1, p99_ms=2)
        return report.Ablated(stage=stage, figures=shown)

    table = report.without_each([line("đủ", 0.9), line("không cặp", 0.87), line("không đệm", 0.9)])
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]
    first = rows[0].index("thủ tục đúng ngay")
    assert [row[first] for row in rows[2:]] == ["90.0", "-3.0", "0"]


def test_a_run_writes_what_it_measured_on_which_questions(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    code = main(
        ["--systems", "SQLite FTS5 unicode61", "--sizes", "7", "--sample", "5", "--out", str(tmp_path)]
    )
    text = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert "fee.yaml" in text
    assert text.count("SQLite FTS5 unicode61") == 3
    outcome = code, "make benchmark" in capsys.readouterr().err
    assert outcome == ((0, False) if (tmp_path / "accuracy.svg").exists() else (1, True))
