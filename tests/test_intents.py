"""What citizens type, against all intents at once: none may quietly take another's sentence."""

from pathlib import Path

import pytest

from bot import content as contents
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Matcher
from bot.dialogue.understand import understand
from bot.dialogue.wordings import OUT_OF_SCOPE
from bot.domain.syllables import plain
from bot.rehearsal.acting import Stage
from bot.rehearsal.sentences import judge, read_sentences

ROOT = Path(__file__).parent.parent
SENTENCES = read_sentences(ROOT)
EACH = pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: f"{one.intent}: {one.say}")


@pytest.fixture(scope="module")
def content():
    return contents.load(ROOT)


@pytest.fixture(scope="module")
def dialogue(content):
    return Stage(content).dialogue


@pytest.fixture(scope="module")
def knowing(content):
    return Matcher(content), LifeEvents(content)


@EACH
def test_the_sentence_is_understood(dialogue, content, sentence):
    verdict = dialogue.verdict(sentence.say, sentence.after)
    assert judge(sentence, verdict, content) is None, "\n".join(verdict.why)


@EACH
def test_no_accents_cost_nothing(knowing, sentence):
    """The procedure found with accents is found, or offered, without them."""
    answer = understand(knowing[0], plain(sentence.say), sentence.after and plain(sentence.after), knowing[1])
    assert sentence.code is None or sentence.code in answer["procedures"][:3]
    assert sentence.intent != OUT_OF_SCOPE or not answer["procedures"] or answer["clarify"]


def test_every_intent_a_citizen_may_have_is_tried(content):
    tried = {sentence.intent for sentence in SENTENCES}
    spoken = {name for name, intent in content.intents.items() if any(intent.phrases.values())}
    assert spoken - tried <= {"language"}


def test_no_sentence_is_also_a_wording_of_the_content(content):
    wordings = {
        text.casefold()
        for intent in content.intents.values()
        for texts in (
            *intent.phrases.values(),
            *(t for topic in intent.topics for t in topic.phrases.values()),
        )
        for text in texts
    }
    wordings |= {
        text.casefold()
        for matter in content.catalogue.elsewhere.values()
        for texts in matter.also_called.values()
        for text in texts
    }
    wordings |= {text.casefold() for one in content.catalogue.procedures.values() for text in one.also_called}
    allowed = {"hello"}
    assert {sentence.say.casefold() for sentence in SENTENCES} & wordings <= allowed
