"""What a make-believe Zalo needs to know before it opens."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from bot.simulator.clock import Clock, RealClock

RETRY_AFTER_S = (30.0, 300.0, 900.0, 1800.0, 3600.0)
"""How long Zalo waits before each further try of a webhook that failed."""


@dataclass(frozen=True, slots=True)
class SampleCitizen:
    """Someone who stands on the page from the start; marked as a sample wherever a name is shown."""

    citizen_id: str
    name: str


SAMPLES = (
    SampleCitizen("7100000000000000001", "Công dân mẫu 1: Bà Mẫu"),
    SampleCitizen("7100000000000000002", "Công dân mẫu 2: Ông Thử"),
    SampleCitizen("7100000000000000003", "Công dân mẫu 3: Chị Ví Dụ"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorSettings:
    """
    One make-believe app with one page.

    Args:
        webhook_url: Where events go; may be empty and set later (`simulator.webhook.url`).
        app_secret: App Secret Key, for OAuth and `appsecret_proof`.
        oa_secret: OA Secret Key, which signs webhooks.
        access_token: The pair valid at the start, unless `state_dir` remembers a later one; both empty
            make a fresh pair, readable as `simulator.tokens.current`.
        callback_url: When set, OAuth accepts no other `redirect_uri`.
        require_proof: The console's switch "require app secret proof".
        retry_after_s: Waits before the second, third ... try of a webhook; after the last it is switched off.
        reorder_hold_s: How long the reorder fault keeps an event back when no other overtakes it.
        package_quota: Charged-window messages the page's package still has for nothing.
        has_money: Whether a charged message can be paid; otherwise -320.
        receipts: Send `user_received_message` for each message of the page.
        state_dir: Folder that remembers conversations and tokens over a restart.
        journal: JSON-lines file of every send that was received, for tests that judge a crash.

    """

    app_id: str = "1900000000000000001"
    oa_id: str = "4100000000000000001"
    oa_name: str = "UBND xã (trang mẫu)"
    app_secret: str = field(default="app-bi-mat-mau", repr=False)
    oa_secret: str = field(default="oa-bi-mat-mau", repr=False)
    webhook_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8090
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    callback_url: str = ""
    require_proof: bool = False
    retry_after_s: tuple[float, ...] = RETRY_AFTER_S
    webhook_timeout_s: float = 2.0
    reorder_hold_s: float = 0.5
    calls_per_minute: int = 4000
    package_quota: int = 0
    has_money: bool = True
    receipts: bool = True
    samples: tuple[SampleCitizen, ...] = SAMPLES
    state_dir: Path | None = None
    journal: Path | None = None
    faults: tuple[tuple[str, object], ...] = ()
    clock: Clock = field(default_factory=RealClock)
    random: random.Random = field(default_factory=random.SystemRandom)
