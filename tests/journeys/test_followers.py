"""Kill the bot while followed dossiers change; the long run is `python -m tests.load.followers`."""

from __future__ import annotations

from tests.load import followers


async def test_every_follower_is_told_once_though_bot_and_valkey_are_killed(folder):
    report = await followers.run(folder, dossiers=300, changes=30, kills=3, seed_number=7)
    assert report.is_clean, report


async def test_it_catches_a_bot_that_does_not_look_before_it_sends_again(folder):
    doubled = 0
    for seed in (7, 8, 9):  # where a kill falls is chance; one run of the twin may be lucky
        (folder / str(seed)).mkdir()
        report = await followers.run(
            folder / str(seed), dossiers=300, changes=60, kills=5, seed_number=seed, module="tests.load.twin", slow_s=0.4
        )  # fmt: skip
        doubled += report.doubled
        if doubled:
            break
    assert doubled
