"""What citizens type, against all intents at once: none may quietly take another's sentence."""

from pathlib import Path

import pytest
import yaml

from bot import content as contents
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Match, Matcher
from bot.dialogue.understand import context_of, understand
from bot.dialogue.verdict import NoMatch
from bot.domain.syllables import plain

ROOT = Path(__file__).parent.parent
OUT_OF_SCOPE = "out_of_scope"
FOLDER = ROOT / "tests" / "intents"


def _sentences():
    for file in sorted(FOLDER.glob("*.yaml")):
        for line in yaml.safe_load(file.read_text(encoding="utf-8")):
            case = line if isinstance(line, dict) else {"say": line}
            intent = case.get("is", file.stem)
            yield pytest.param(
                intent, case.get("of"), case["say"], case.get("after"), id=f"{intent}: {case['say']}"
            )


SENTENCES = list(_sentences())


@pytest.fixture(scope="module")
def content():
    return contents.load(ROOT)


@pytest.fixture(scope="module")
def knowing(content):
    return Matcher(content), LifeEvents(content)


@pytest.mark.parametrize(("intent", "code", "say", "after"), SENTENCES)
def test_the_sentence_is_understood(knowing, intent, code, say, after):
    matcher, events = knowing
    verdict = events.settle(say, matcher.match(say, context_of(matcher, after, events)))
    if intent == OUT_OF_SCOPE:
        assert isinstance(verdict, NoMatch), "\n".join(verdict.why)
        return
    assert isinstance(verdict, Match), "\n".join(verdict.why)
    assert verdict.intent == intent, "\n".join(verdict.why)
    assert code is None or verdict.procedures[0] == code, "\n".join(verdict.why)


@pytest.mark.parametrize(("intent", "code", "say", "after"), SENTENCES)
def test_no_accents_cost_nothing(knowing, intent, code, say, after):
    """The procedure found with accents is found, or offered, without them."""
    answer = understand(knowing[0], plain(say), after and plain(after), knowing[1])
    assert code is None or code in answer["procedures"][:3]
    assert intent != OUT_OF_SCOPE or not answer["procedures"] or answer["clarify"]


def test_every_intent_a_citizen_may_have_is_tried(content):
    tried = {case.values[0] for case in SENTENCES}
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
    assert {case.values[2].casefold() for case in SENTENCES} & wordings <= allowed
