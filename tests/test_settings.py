"""Settings: what is wrong is named, what is secret is not shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import read_settings

GOOD = {
    "MOTCUA_ZALO_APP_ID": "1",
    "MOTCUA_ZALO_OA_IDS": "2",
    "MOTCUA_ZALO_OA_SECRETS": "khoa-oa-bi-mat",
    "MOTCUA_ZALO_APP_SECRET": "khoa-ung-dung-bi-mat",
}


def test_four_values_are_enough_and_the_rest_is_safe():
    settings = read_settings(GOOD | {"PATH": "/bin", "OTHER": "x"})
    assert (settings.host, settings.var_dir, settings.redis_url) == ("127.0.0.1", Path("var"), "")
    assert not settings.accept_weak_redis
    assert settings.zalo.api_url == "https://openapi.zalo.me"


@pytest.mark.parametrize("missing", sorted(GOOD))
@pytest.mark.parametrize("value", [None, "", "  ", ","])
def test_a_value_that_must_be_given_is_named_when_it_is_not(missing, value):
    environ = {name: text for name, text in (GOOD | {missing: value}).items() if text is not None}
    with pytest.raises(SettingsError, match=missing):
        read_settings(environ)


def test_an_optional_value_left_empty_is_as_if_not_given():
    """An `.env` file lists names with nothing after the sign."""
    names = (
        "ZALO_API_URL ZALO_OAUTH_URL ZALO_TEMPLATE_URL ZBS_TEMPLATE ZBS_PHONE_TEMPLATE ZALO_USE_PROOF ZALO_VERIFIER ZALO_PICTURE_HOSTS VAR_DIR CONTENT_DIR HOST PORT ADMIN_PORT REDIS_URL "
        "ACCEPT_WEAK_REDIS REDIS_REPLICAS RECORDS_URL MUTE_S GATHER_S LEASE_S SETTLE_S CHARGED_REPLIES STALE_MONTHS DOSSIERS_CSV "
        "HEARD_DAYS RATING_DAYS TURN_DAYS DOSSIER_DAYS"
    )
    assert read_settings(GOOD | {f"MOTCUA_{name}": "" for name in names.split()}) == read_settings(GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0x50"), ("PORT", "80.5"), ("PORT", "-1"), ("PORT", "65536"), ("ADMIN_PORT", "nan"),
        ("GATHER_S", "inf"), ("GATHER_S", "11"), ("LEASE_S", "0"), ("STALE_MONTHS", "0"), ("STALE_MONTHS", "121"), ("SETTLE_S", "1e9"), ("MUTE_S", "một giờ"),
        ("HEARD_DAYS", "31"), ("HEARD_DAYS", "-1"), ("ZBS_PHONE_TEMPLATE", "mau"), ("RATING_DAYS", "-1"), ("TURN_DAYS", "30"), ("DOSSIER_DAYS", "0"),
        ("ZALO_PICTURE_HOSTS", "https://zdn.vn"), ("ZALO_PICTURE_HOSTS", "10.0.0.1"),
        ("REDIS_REPLICAS", "1,5"), ("ACCEPT_WEAK_REDIS", "maybe"), ("CHARGED_REPLIES", "2"),
        ("ZALO_USE_PROOF", "có"), ("ZALO_API_URL", "openapi.zalo.me"), ("ZALO_OAUTH_URL", "ftp://zalo"),
        ("ZALO_OA_IDS", "12a"), ("ZALO_OA_IDS", "１２"), ("REDIS_URL", "localhost:6379"), ("NOBODY", "1"),
        ("zalo_app_id", "1"),
    ],
)  # fmt: skip
def test_an_unreadable_value_is_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=f"MOTCUA_{name}"):
        read_settings(GOOD | {f"MOTCUA_{name}": value})


def test_several_pages_and_secrets_stand_in_the_order_given():
    zalo = read_settings(
        GOOD | {"MOTCUA_ZALO_OA_IDS": "2, 3", "MOTCUA_ZALO_OA_SECRETS": "moi-bi-mat,\n cu-bi-mat"}
    ).zalo
    assert (zalo.oa_ids, zalo.webhook_secrets) == (("2", "3"), ("moi-bi-mat", "cu-bi-mat"))


def test_no_secret_and_no_address_with_a_password_is_in_what_settings_print():
    hidden = {"REDIS_URL": "redis://:bi-mat@h", "RECORDS_URL": "postgresql://u:bi-mat@h/d"}
    settings = read_settings(GOOD | {f"MOTCUA_{name}": text for name, text in hidden.items()})
    assert "bi-mat" not in repr(settings)


@pytest.mark.parametrize("other", sorted(set(GOOD) - {"MOTCUA_ZALO_OA_SECRETS"}))
def test_a_secret_in_the_wrong_place_is_not_repeated(other):
    wrong = GOOD | {other: GOOD["MOTCUA_ZALO_OA_SECRETS"], "MOTCUA_PORT": "x"}
    with pytest.raises(SettingsError) as refused:
        read_settings(wrong)
    assert "bi-mat" not in str(refused.value)
