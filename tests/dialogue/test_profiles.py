"""What all wordings of an owner say together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.profiles import APART, Profiles, terms, weight_of

DEATH, BIRTH, LAND = range(3)
WORDINGS = [
    (DEATH, "giay bao tu".split()),
    (DEATH, "tai nan mat".split()),
    (DEATH, "dot tu o xa".split()),
    (BIRTH, "giay khai sinh".split()),
    (BIRTH, "sinh con o xa".split()),
    (LAND, "giay to dat".split()),
]


@pytest.fixture(scope="module")
def profiles():
    return Profiles(WORDINGS, 3)


def said(text):
    return {term: weight_of(term) for term, _ in terms(text.split())}


def test_a_story_is_most_like_the_owner_whose_wordings_tell_it_together(profiles):
    likeness = profiles.likeness(said("chay xe bi tai nan dot tu can giay"))
    assert likeness[DEATH] == 1.0
    assert likeness[DEATH] > 2 * max(likeness[BIRTH], likeness[LAND])


def test_a_word_that_every_owner_uses_tells_least(profiles):
    shared, own = profiles.likeness(said("giay")), profiles.likeness(said("giay dat"))
    assert min(shared) > 0.5
    assert own[LAND] == 1.0
    assert max(own[DEATH], own[BIRTH]) < 0.5


def test_words_of_nobody_are_like_nobody(profiles):
    assert not profiles.likeness(said("bong da hom nay")).any()
    assert not profiles.likeness({}).any()


def test_words_side_by_side_and_one_apart_are_terms_of_their_own():
    found = dict(terms(["khai", "sinh", "lai"]))
    assert set(found) == {"khai", "sinh", "lai", "khai sinh", "sinh lai", "khai … lai"}
    assert found["khai … lai"] == (0, 2)
    assert (weight_of("khai … lai"), weight_of("khai sinh")) == (APART, 1.0)


@given(st.lists(st.sampled_from("giay bao tu khai sinh dat xa con la hu".split()), max_size=30))
def test_likeness_stays_between_nothing_and_the_most_alike(words):
    likeness = Profiles(WORDINGS, 3).likeness({term: weight_of(term) for term, _ in terms(words)})
    assert ((likeness >= 0) & (likeness <= 1)).all()
    assert not likeness.any() or likeness.max() == 1.0


def test_no_wordings_at_all_are_no_mistake():
    assert Profiles([], 0).likeness(said("khai sinh")).size == 0
