"""Ranking of wordings against a message."""

import pytest

from bot.dialogue.actions import Actions
from bot.dialogue.reading import Reader, Vocabulary
from bot.dialogue.search import Index, Kind, Owner, Weighing
from bot.domain.catalogue import Words

WORDS = Words(fillers=frozenset({"cho", "tôi"}), abbreviations={}, chat={})
WORDINGS = {
    "birth": ["đăng ký khai sinh", "khai sinh cho con"],
    "again": ["đăng ký lại khai sinh"],
    "death": ["đăng ký khai tử"],
    "fence": ["tường rào nhà hàng xóm"],
}


@pytest.fixture(scope="module")
def rank():
    plain = Reader(WORDS, Vocabulary(()))
    owned = [
        (Owner(Kind.PROCEDURE, name, number), plain.spell_out(text))
        for number, (name, texts) in enumerate(WORDINGS.items())
        for text in texts
    ]
    reader = Reader(WORDS, Vocabulary(words for _, words in owned))
    index = Index(owned, reader.fillers, Actions())

    def ranked(text, **given):
        tokens = reader.read(text).tokens
        losses = [index.weight(token) for token in tokens]
        return index.rank(Weighing(tokens=tokens, weights=[1.0] * len(tokens), losses=losses, **given))

    return ranked


def test_the_owner_whose_wording_fits_best_comes_first(rank):
    assert rank("đăng ký lại khai sinh")[0].owner.name == "again"
    assert rank("đăng ký khai sinh")[0].owner.name == "birth"


def test_a_whole_wording_is_told_from_its_scattered_words(rank):
    assert rank("tôi đăng ký khai tử")[0].is_whole
    assert not rank("khai báo rồi đăng ký tử tế")[0].is_whole


def test_accents_against_a_word_weigh_it_down_and_missing_ones_do_not(rank):
    right, bare, wrong = (rank(text)[0].score for text in ("khai tử", "khai tu", "khai từ"))
    assert right == pytest.approx(bare, abs=0.02)
    assert wrong < bare - 0.1


def test_words_that_nobody_knows_lower_the_score_only_in_their_own_clause(rank):
    alone = rank("khai sinh cho con")[0].score
    mixed = rank("khai sinh cho con voi vượn xoài")[0].score
    apart = rank("voi vượn xoài. khai sinh cho con")[0].score
    assert mixed < alone
    assert mixed < apart


def test_an_action_that_the_message_names_must_be_in_the_wording(rank):
    calm = {c.owner.name: c.score for c in rank("khai sinh")}
    asked = {c.owner.name: c.score for c in rank("khai sinh", actions=frozenset({"again"}))}
    assert asked["birth"] < calm["birth"]
    assert asked["again"] > calm["again"]  # nobody had asked for it again


def test_nothing_known_ranks_nothing(rank):
    assert rank("zzz") == []
