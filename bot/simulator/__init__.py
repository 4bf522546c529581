"""A make-believe Zalo for laptops and tests; it imports nothing of the bot's, so both cannot err together."""

from bot.simulator.clock import Clock, RealClock
from bot.simulator.delivery import Delivery
from bot.simulator.flags import add_arguments, settings_from
from bot.simulator.server import SIMULATOR, create_app, running
from bot.simulator.settings import SampleCitizen, SimulatorSettings
from bot.simulator.simulator import OFFICER, Simulator
from bot.simulator.tokens import Pair
from bot.simulator.world import Citizen, Message

__all__ = [
    "OFFICER",
    "SIMULATOR",
    "Citizen",
    "Clock",
    "Delivery",
    "Message",
    "Pair",
    "RealClock",
    "SampleCitizen",
    "Simulator",
    "SimulatorSettings",
    "add_arguments",
    "create_app",
    "running",
    "settings_from",
]
