import random
from dataclasses import dataclass, replace

import aiohttp
import pytest

from bot.simulator import Simulator, SimulatorSettings, running
from tests.browser import phone_page
from tests.simulator.hands import HandClock
from tests.simulator.receiver import listening

__all__ = ["phone_page"]  # handed on to the tests here

CITIZEN = "7100000000000000001"


@dataclass
class Api:
    """A caller of the OpenAPI that knows nothing of the bot's own client."""

    simulator: Simulator
    session: aiohttp.ClientSession

    async def call(self, method, path, *, token=None, headers=None, **options):
        access = self.simulator.tokens.current.access if token is None else token
        async with self.session.request(
            method, self.simulator.url + path, headers={"access_token": access, **(headers or {})}, **options
        ) as answer:
            assert answer.status == 200
            return await answer.json()

    async def send(self, message, citizen_id=CITIZEN, **options):
        if isinstance(message, str):
            message = {"text": message}
        body = {"recipient": {"user_id": citizen_id}, "message": message}
        return await self.call("POST", "/v3.0/oa/message/cs", json=body, **options)

    async def token(self, secret=None, **form):
        settings = self.simulator.settings
        form = {"app_id": settings.app_id, **form}
        async with self.session.post(
            self.simulator.url + "/v4/oa/access_token",
            data=form,
            headers={"secret_key": settings.app_secret if secret is None else secret},
        ) as answer:
            assert answer.status == 200
            return await answer.json()


@pytest.fixture
async def clock():
    return HandClock()


@pytest.fixture
async def receiver():
    async with listening() as receiver:
        yield receiver


@pytest.fixture
async def settings(clock, receiver):
    return SimulatorSettings(
        port=0, clock=clock, random=random.Random(4), webhook_url=receiver.url, receipts=False
    )


@pytest.fixture
async def simulator(settings):
    async with running(settings) as simulator:
        yield simulator


@pytest.fixture
async def api(simulator):
    async with aiohttp.ClientSession() as session:
        yield Api(simulator, session)


@pytest.fixture
async def api_with(settings):
    """Make an API of a simulator with other settings; closed when the test ends."""
    opened = []

    async def make(**changes):
        server = running(replace(settings, **changes))
        session = aiohttp.ClientSession()
        opened.append((server, session))
        return Api(await server.__aenter__(), session)

    yield make
    for server, session in opened:
        await session.close()
        await server.__aexit__(None, None, None)
