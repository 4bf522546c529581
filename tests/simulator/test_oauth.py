"""Tokens: one living pair, refreshed once, dead when a newer one is born."""

import base64
import hashlib

import pytest

from tests.simulator.conftest import CITIZEN

HOUR, DAY = 3600, 86400


async def test_a_refresh_gives_a_new_pair_and_kills_the_old_access_token(api):
    api.simulator.citizen_says(CITIZEN, "chào")
    old = api.simulator.tokens.current
    answer = await api.token(grant_type="refresh_token", refresh_token=old.refresh)
    assert set(answer) == {"access_token", "refresh_token", "expires_in"}
    assert answer["expires_in"] == "90000"
    assert (await api.send("x", token=old.access))["error"] == -220
    assert (await api.send("x", token=answer["access_token"]))["error"] == 0


async def test_a_refresh_token_works_once(api):
    old = api.simulator.tokens.current.refresh
    new = (await api.token(grant_type="refresh_token", refresh_token=old))["refresh_token"]
    again = await api.token(grant_type="refresh_token", refresh_token=old)
    assert "access_token" not in again
    assert again["error_name"]
    assert "access_token" in await api.token(grant_type="refresh_token", refresh_token=new)


@pytest.mark.parametrize(("age_s", "code"), [(25 * HOUR - 1, 0), (25 * HOUR, -220)])
async def test_an_access_token_lives_25_hours(api, clock, age_s, code):
    clock.advance(age_s)
    assert (await api.call("GET", "/v2.0/oa/getoa"))["error"] == code


@pytest.mark.parametrize(("age_s", "good"), [(90 * DAY - 1, True), (90 * DAY, False)])
async def test_a_refresh_token_lives_three_months(api, clock, age_s, good):
    clock.advance(age_s)
    refresh = api.simulator.tokens.current.refresh
    assert ("access_token" in await api.token(grant_type="refresh_token", refresh_token=refresh)) is good


async def consent(api, **query):
    """Press Cho phép and give where the administrator is sent."""
    query = {"app_id": api.simulator.settings.app_id, "redirect_uri": "https://xa.example/ve", **query}
    page = api.simulator.url + "/v4/oa/permission"
    async with api.session.get(page, params=query) as answer:
        assert "Cho phép" in await answer.text()
    async with api.session.get(page + "/agreed", params=query, allow_redirects=False) as answer:
        assert answer.status == 302
        return answer.headers["Location"]


async def test_consent_gives_a_code_that_only_the_verifier_turns_into_tokens_once(api):
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")

    async def fresh_code():
        back = await consent(api, code_challenge=challenge, state="s1")
        words = dict(pair.split("=") for pair in back.split("?")[1].split("&"))
        assert words["state"] == "s1"
        assert words["oa_id"] == api.simulator.settings.oa_id
        return words["code"]

    async def trade(code, verifier):
        return await api.token(grant_type="authorization_code", code=code, code_verifier=verifier)

    assert "access_token" not in await trade(await fresh_code(), "w" * 43)
    code = await fresh_code()
    assert "access_token" in await trade(code, verifier)
    assert "access_token" not in await trade(code, verifier)


async def test_a_code_is_good_for_ten_minutes(api, clock):
    code = api.simulator.tokens.make_code("")
    clock.advance(600)
    assert "access_token" not in await api.token(grant_type="authorization_code", code=code)


async def test_consent_goes_back_to_the_registered_callback_only(api_with):
    api = await api_with(callback_url="https://xa.example/ve")
    assert (await consent(api)).startswith("https://xa.example/ve?code=")
    query = {"app_id": api.simulator.settings.app_id, "redirect_uri": "https://evil.example/"}
    async with api.session.get(api.simulator.url + "/v4/oa/permission", params=query) as answer:
        assert (await answer.json())["error"] == -14003


async def test_a_wrong_secret_or_app_gets_no_tokens_and_burns_nothing(api):
    refresh = api.simulator.tokens.current.refresh
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    assert "access_token" not in await api.token(secret="sai", **form)
    assert (await api.token(**{**form, "app_id": "1"}))["error"] == -14002
    api.simulator.faults.set(odd_oauth=1)
    assert "access_token" not in await api.token(**form)
    assert "access_token" in await api.token(**form)
