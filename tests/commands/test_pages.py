"""A command about a page speaks for the commune behind that page."""

from __future__ import annotations

import pytest

from bot.commands.pages import desk_of, page_of
from bot.content import BASE, load_communes
from bot.errors import SettingsError
from bot.settings import Settings, ZaloSettings
from tests.content.good import lay_down


@pytest.fixture
def settings(tmp_path):
    zalo = ZaloSettings(app_id="1", oa_ids=("333", "111"), webhook_secrets=("a",), app_secret="b")
    return Settings(zalo=zalo, content_dir=lay_down(tmp_path))


def test_the_first_page_is_meant_where_none_is_named(settings):
    assert page_of(settings, "") == "333"
    assert page_of(settings, "111") == "111"
    with pytest.raises(SettingsError, match="MOTCUA_ZALO_OA_IDS"):
        page_of(settings, "222")


def test_a_page_has_the_desk_of_its_own_commune_and_another_that_of_all(settings):
    communes = load_communes(settings.content_dir)
    assert desk_of(settings, "111") == communes["111"].catalogue.desk
    assert desk_of(settings, "333") == communes[BASE].catalogue.desk
    assert desk_of(settings, "111") != desk_of(settings, "333")
