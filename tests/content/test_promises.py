"""What our own content promises: complete, sourced, polite, in both languages, and quick to check."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.content import check, load
from bot.dialogue import missing_replies
from bot.domain.catalogue import Content, IntentKind
from bot.domain.conversation import Language
from bot.domain.desk import OfficeHours
from bot.domain.procedure import Confidence
from tests.content.folder import REAL, change, make
from tests.load.checking import many

ASKED_MOST = """
1.001193 3.000722 2.000635 1.000894 1.004873 1.000656 2.002913 1.004859 1.004884 1.004772 1.000689 1.001022
1.004746 1.005461 1.004837 1.004845 2.000528 2.000806 2.000554 2.002189 2.002516 2.001263 2.001255 2.000815
2.000884 2.001035 2.001019 2.001406 2.001016 2.000908 2.000913 1.004222 1.004194 1.002755 1.010038 1.003197
1.010028 1.010041 2.001159 1.003677 1.010039 1.010040 1.014061 1.014062 1.014063 1.014064 1.014060 1.012566
1.012564 3.000228 3.000285 3.000286 1.013978 1.012812 1.013967 1.012796 1.013949 1.012817 1.013225 1.013229
1.013227 1.013226 1.013228 1.013274 1.002693 1.001612 2.000720 1.001570 1.001266 2.000575 1.005280 1.014027
1.001776 1.001699 1.001653 1.001731 1.014028 2.000751 2.000744 1.001758 1.011607 1.011608 1.011609 1.010833
1.010803 1.010824 1.013750 2.002307 2.002308 2.001396 1.013133 1.013134 1.013137 1.013138 1.001622 2.002770
3.000182 2.002481 1.005099 1.012971 1.004941 1.001939 1.002759 2.002409 2.002396 2.001909 1.013997 1.003622
3.000527 1.014632
""".split()
INTENTS = """
requirements fee processing_time where_submit form procedure_overview status_lookup office_hours contact feedback
feedback_status book_appointment talk_to_human list_procedures greeting thanks goodbye help delete_data out_of_scope
""".split()
WAY_ON = ("{phone}", "{address}", "{portal_url}", "?", "anh/chị", "Anh/chị", "{choices}")


@pytest.fixture(scope="module")
def content() -> Content:
    return load(REAL)


def replies(content: Content) -> Iterator[tuple[str, Language, str]]:
    for intent in content.intents.values():
        for key, texts in intent.replies.items():
            for language, text in texts.items():
                yield f"{intent.name}.{key}", language, text


def test_our_content_has_neither_error_nor_warning():
    assert [str(problem) for problem in check(REAL)] == []


def test_every_reply_the_dialogue_says_is_there_in_both_languages(content: Content):
    assert missing_replies(content) == ()


def test_the_procedures_asked_most_and_the_twenty_intents_are_there(content: Content):
    assert len(ASKED_MOST) == 110
    assert set(ASKED_MOST) <= set(content.catalogue.procedures)
    assert set(INTENTS) <= set(content.intents)


def test_every_procedure_names_its_source_and_when_it_was_checked(content: Content):
    for procedure in content.catalogue.procedures.values():
        assert procedure.source.title
        assert date(2026, 1, 1) <= procedure.source.checked_on <= date(2027, 12, 31)
        assert procedure.source.url is None or procedure.source.url.startswith("https://")


def test_no_fact_is_hearsay(content: Content):
    """What the collectors only remembered must have been left out, not copied."""
    for procedure in content.catalogue.procedures.values():
        text = repr(procedure).casefold()
        assert "kiến thức chung" not in text
        assert "documents_replaced" not in text
        assert procedure.confidence is not Confidence.LOW or not procedure.submit


def test_procedures_asked_most_are_called_by_several_names_and_have_an_english_one(content: Content):
    for code in ASKED_MOST:
        procedure = content.catalogue.procedures[code]
        assert len(procedure.also_called) >= 7
        assert procedure.name_en


def test_every_name_fits_on_a_button(content: Content):
    labels = [procedure.label for procedure in content.catalogue.procedures.values()]
    assert [label for label in labels if len(label) > 100] == []
    assert len(set(labels)) == len(labels)


def test_three_hundred_procedures_are_there(content: Content):
    assert len(content.catalogue.procedures) >= 305


def test_all_words_are_nfc_and_free_of_hidden_characters(content: Content):
    for key, _, text in replies(content):
        assert unicodedata.is_normalized("NFC", text), key
        assert not [
            letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf"} and letter != "\n"
        ], key


def test_every_intent_that_is_heard_has_phrases_in_both_languages(content: Content):
    silent = {"attachments", "fallback", "welcome", "privacy", "life_events", "satisfaction"}
    for intent in content.intents.values():
        counts = {language: len(intent.phrases.get(language, ())) for language in Language}
        assert (intent.name in silent) == (not any(counts.values())), intent.name
        least = 4 if intent.name in content.life_events else 5
        assert intent.name in silent or min(counts.values()) >= least, intent.name


def test_no_whole_answer_is_a_dead_end(content: Content):
    """Each message that can stand alone shows a way on: whom to call, where to go, or what to ask."""
    for key, language, text in replies(content):
        stands_alone = text.startswith("Dạ") and language is Language.VI
        if stands_alone:
            assert any(way in text for way in WAY_ON), key


def test_absent_facts_are_owned_up_to_with_an_apology_and_a_phone_number(content: Content):
    aspects = [intent for intent in content.intents.values() if intent.kind is IntentKind.ASPECT]
    assert len(aspects) == 6
    for intent in aspects:
        text = intent.replies["absent"][Language.VI]
        assert "xin lỗi" in text
        assert "{phone}" in text


def test_every_refusal_of_a_dossier_has_the_same_words(content: Content):
    keys = content.intents["status_lookup"].replies
    assert "not_shown" in keys
    assert not {"unknown", "wrong", "locked", "not_found"} & set(keys)


def test_the_desk_is_marked_as_a_sample_and_its_holidays_reach_over_two_years(content: Content):
    desk = content.catalogue.desk
    assert desk.is_sample
    assert {holiday.first.year for holiday in desk.hours.holidays} == {2026, 2027}
    unsure = holiday_on(desk.hours, date(2026, 11, 24))
    assert not unsure.confirmed
    assert holiday_on(desk.hours, date(2026, 9, 2)).confirmed
    assert [day.day for day in desk.hours.make_up_days] == [date(2026, 8, 22)]


def holiday_on(hours: OfficeHours, day: date):
    return next(holiday for holiday in hours.holidays if holiday.first <= day <= holiday.last)


def test_the_version_changes_with_one_letter_of_any_file(tmp_path: Path):
    folder = make(tmp_path)
    before = load(folder).version
    assert load(folder).version == before
    file = folder / "intents" / "thanks.yaml"
    file.write_text(file.read_text("utf-8").replace("sức khỏe", "sức khoẻ"), "utf-8")
    assert load(folder).version != before


def test_five_thousand_procedures_are_not_too_many(tmp_path: Path):
    """How long they take: `python -m tests.load.checking`."""
    folder = many(tmp_path)
    assert check(folder) == []
    assert len(load(folder).catalogue.procedures) > 5_000


def test_the_guide_for_staff_names_every_file_and_its_first_example_works(tmp_path: Path):
    guide = (REAL / "intents" / "README.md").read_text("utf-8")
    for path in (REAL / "intents").glob("*.yaml"):
        assert f"`{path.stem}`" in guide, path.name
    assert "    - mấy giờ trả hồ sơ\n" in guide
    folder = make(tmp_path)
    change(folder / "intents" / "office_hours.yaml", "  vi:\n", "  vi:\n    - mấy giờ trả hồ sơ\n")
    assert check(folder) == []
    assert "mấy giờ trả hồ sơ" in load(folder).intents["office_hours"].phrases[Language.VI]
