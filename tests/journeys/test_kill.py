"""Kill the bot and its Valkey in the middle of everything; the long run is `python -m tests.load.kill`."""

from __future__ import annotations

from tests.load import kill


async def test_every_message_has_one_effect_though_bot_and_valkey_are_killed(folder):
    report = await kill.run(folder, messages=120, kills=4, seed_number=7)
    assert report.is_clean, report


async def test_the_kill_test_catches_a_bot_that_does_not_look_before_it_sends_again(folder):
    report = await kill.run(
        folder, messages=120, kills=4, seed_number=7, module="tests.load.twin", slow_s=0.4
    )
    assert report.doubled, report
