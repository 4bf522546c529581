"""Settings: one frozen object, the only reader of the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from bot.domain.procedure import STALE_MONTHS
from bot.errors import SettingsError

PREFIX = "MOTCUA_"
CARDS = ("birth", "marriage", "death")
"""The cards that words exist for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloSettings:
    """
    What the Zalo console gives.

    Args:
        oa_ids: The pages this process serves.
        webhook_secrets: OA Secret Keys, newest first; several are valid while one is being changed.
        app_secret: App Secret Key, for OAuth and `appsecret_proof`.
        api_url: Where the OpenAPI answers; the simulator puts itself here.
        oauth_url: Where OAuth answers.
        template_url: Where templates are sent to phone numbers.
        use_proof: Send `appsecret_proof` with each call (the console's switch asks for it).
        picture_hosts: Where the pictures that citizens send lie; hosts below these count too.
        verifier: Code of `/zalo_verifier<code>.html` and of the meta tag; empty leaves both out.

    """

    app_id: str
    oa_ids: tuple[str, ...]
    webhook_secrets: tuple[str, ...] = field(repr=False)
    app_secret: str = field(repr=False)
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"
    template_url: str = "https://business.openapi.zalo.me"
    use_proof: bool = False
    verifier: str = ""
    picture_hosts: tuple[str, ...] = ("zdn.vn",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    Everything that differs from one installation to the next.

    Args:
        var_dir: Private folder (mode 700) for the embedded server, SQLite, spool and keys.
        redis_url: An outside Redis >= 7.0 or Valkey; empty starts the embedded one.
        accept_weak_redis: Go on, with a loud warning, when the outside Redis may lose what it took.
        redis_replicas: Replicas that must have each write before it counts as stored.
        records_url: SQLAlchemy URL of the records; empty means `var_dir/records.sqlite3`.
        mute_s: How long the bot stays silent after an officer wrote.
        gather_s: How long an unfinished thought waits for its next line.
        lease_s: A dead worker's citizens pass on to another after this.
        settle_s: How long after an attempt of unknown end the conversation is read back.
        stale_months: Facts that nobody looked at for so long are told with a caution.
        heard_days: How long citizens' messages are kept, masked, to try a change on; 0 keeps none.
        rating_days: A citizen is asked at most once in so many days how it was; 0 never.
        turn_days: What is counted of turns is kept one by one for so long, then as sums of days.
        dossier_days: A dossier is removed so long after its end; only its figures stay.
        dossiers_csv: A list of sample dossiers other than those that come along.
        dossiers_dir: Spreadsheets that appear in it are imported by themselves.
        dossiers_map: YAML file with the headings and state names of this commune's spreadsheets.
        dossiers_service: YAML file that describes an HTTP service of dossiers.
        dossiers_service_key: Fills `{key}` in that service's headers.
        charged_replies: Also answer from 48 hours to 7 days after the last word, which Zalo charges.
        quiet_hours: From when till when nobody is told anything unasked, by Vietnamese time.
        zbs_template: Id of the approved template that tells of dossiers outside the reply window; empty: none.
        zbs_phone_template: Id of the one sent to the phone number given at the desk, to who agreed to that; empty: none,
            and no phone number is kept.
        cards: Procedure code -> name of the card sent with its result.
        officers: Zalo ids of officers who are told in the chat when what was saved is refused.

    """

    zalo: ZaloSettings
    var_dir: Path = Path("var")
    content_dir: Path = Path()
    host: str = "127.0.0.1"
    port: int = 8080
    admin_port: int = 8081
    redis_url: str = field(default="", repr=False)
    accept_weak_redis: bool = False
    redis_replicas: int = 0
    records_url: str = field(default="", repr=False)
    mute_s: int = 1800
    gather_s: float = 1.5
    lease_s: float = 6.0
    settle_s: float = 12.0
    charged_replies: bool = False
    stale_months: int = STALE_MONTHS
    heard_days: int = 7
    rating_days: int = 30
    turn_days: int = 400
    dossier_days: int = 400
    dossiers_csv: str = ""
    officers: tuple[str, ...] = ()
    quiet_hours: tuple[time, time] = (time(21), time(6, 30))
    zbs_template: str = ""
    zbs_phone_template: str = ""
    cards: Mapping[str, str] = field(default_factory=dict)
    dossiers_dir: str = ""
    dossiers_map: str = ""
    dossiers_service: str = ""
    dossiers_service_key: str = field(default="", repr=False)


def _number(name: str, text: str, *, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise SettingsError(f"{PREFIX}{name}={text!r}: phải là số từ {low:g} đến {high:g}.")
    return value


def _whole(name: str, text: str, *, low: int, high: int) -> int:
    value = _number(name, text, low=low, high=high)
    if value != int(value):
        raise SettingsError(f"{PREFIX}{name}={text!r}: phải là số nguyên từ {low} đến {high}.")
    return int(value)


def read_stale_months(environ: Mapping[str, str]) -> int:
    """
    Read after how many months facts are old; alone, for what needs no other setting.

    Raises:
        SettingsError: It is no number from 1 to 120.

    """
    return _whole("STALE_MONTHS", environ.get(f"{PREFIX}STALE_MONTHS") or str(STALE_MONTHS), low=1, high=120)


def _switch(name: str, text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise SettingsError(f"{PREFIX}{name}={text!r}: chỉ nhận 1 (bật) hoặc 0 (tắt).")


def _address(name: str, text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text.strip()):
        raise SettingsError(f"{PREFIX}{name}={text!r}: phải là địa chỉ bắt đầu bằng https:// hoặc http://.")
    return text.strip().rstrip("/")


def _redis(text: str) -> str:
    """Check the shape alone, and never show it: it may hold a password."""
    if text and not re.match(r"(rediss?://[^\s/]|unix://.)", text):
        raise SettingsError(
            f"{PREFIX}REDIS_URL không đúng dạng: cần redis://máy:cổng/0, rediss:// hoặc unix://."
        )
    return text


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s,]+", text) if word)


def _quiet_hours(text: str) -> tuple[time, time]:
    ends = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", text)
    numbers = [int(each) for each in ends.groups()] if ends else []
    if not numbers or max(numbers[::2]) > 23 or max(numbers[1::2]) > 59:  # noqa: PLR2004 - hours and minutes
        raise SettingsError(f"{PREFIX}QUIET_HOURS={text!r}: viết giờ bắt đầu và giờ hết, như 21:00-06:30.")
    return time(numbers[0], numbers[1]), time(numbers[2], numbers[3])


def _cards(text: str) -> dict[str, str]:
    cards = {}
    for word in _words(text):
        code, _, name = word.partition("=")
        if not code or name not in CARDS:
            raise SettingsError(
                f"{PREFIX}CARDS: {word!r} chưa đúng. Viết mã thủ tục = tên thiệp, như 1.001193=birth; "
                f"tên thiệp là một trong: {', '.join(CARDS)}."
            )
        cards[code] = name
    return cards


def _template(name: str, text: str) -> str:
    if text and not re.fullmatch(r"[0-9]{1,20}", text):
        raise SettingsError(f"{PREFIX}{name}: mã mẫu chỉ gồm chữ số.")
    return text


def _officers(text: str) -> tuple[str, ...]:
    for word in _words(text):
        if not re.fullmatch(r"[0-9]{1,20}", word):  # what stands there may be a phone number: it is not shown
            raise SettingsError(
                f"{PREFIX}OFFICERS: có giá trị không phải là mã người dùng Zalo (chỉ gồm chữ số)."
            )
    return _words(text)


def _hosts(text: str) -> tuple[str, ...]:
    for word in _words(text):
        if (
            not re.fullmatch(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,4}", word)
            or word.rpartition(".")[2].isdigit()
        ):
            raise SettingsError(
                f"{PREFIX}ZALO_PICTURE_HOSTS: {word!r} không phải tên máy chủ. Viết như zdn.vn, không có https://."
            )
    return _words(text)


def _zalo(value: Mapping[str, str]) -> ZaloSettings:
    for name in ("ZALO_APP_ID", "ZALO_OA_IDS", "ZALO_OA_SECRETS", "ZALO_APP_SECRET"):
        if not _words(value.get(name, "")):
            raise SettingsError(
                f"{PREFIX}{name} còn trống. Lấy giá trị ở developers.zalo.me (xem README, phần Chạy thật), "
                "hoặc chạy thử bằng `motcua run --simulated`."
            )
    secrets = _words(value["ZALO_OA_SECRETS"])
    app_secret = value["ZALO_APP_SECRET"].strip()
    if app_secret in secrets:
        raise SettingsError(
            f"{PREFIX}ZALO_OA_SECRETS trùng với {PREFIX}ZALO_APP_SECRET. Khoá OA (trang Webhook) ký sự kiện; "
            "khoá ứng dụng (trang Cài đặt) xin token. Hai khoá khác nhau."
        )
    oa_ids = _words(value["ZALO_OA_IDS"])
    for oa_id in oa_ids:
        if not re.fullmatch(r"[0-9]{1,20}", oa_id):  # what stands there may be a secret: it is not shown
            raise SettingsError(f"{PREFIX}ZALO_OA_IDS: có giá trị không phải là mã OA (chỉ gồm chữ số).")
    return ZaloSettings(
        app_id=value["ZALO_APP_ID"].strip(),
        oa_ids=oa_ids,
        webhook_secrets=secrets,
        app_secret=app_secret,
        api_url=_address("ZALO_API_URL", value.get("ZALO_API_URL") or "https://openapi.zalo.me"),
        oauth_url=_address("ZALO_OAUTH_URL", value.get("ZALO_OAUTH_URL") or "https://oauth.zaloapp.com"),
        template_url=_address(
            "ZALO_TEMPLATE_URL", value.get("ZALO_TEMPLATE_URL") or "https://business.openapi.zalo.me"
        ),
        use_proof=_switch("ZALO_USE_PROOF", value.get("ZALO_USE_PROOF", "")),
        verifier=value.get("ZALO_VERIFIER", "").strip(),
        picture_hosts=_hosts(value.get("ZALO_PICTURE_HOSTS") or "zdn.vn"),
    )


KNOWN = frozenset(
    (
        "ZALO_APP_ID", "ZALO_OA_IDS", "ZALO_OA_SECRETS", "ZALO_APP_SECRET", "ZALO_API_URL", "ZALO_OAUTH_URL", "ZALO_TEMPLATE_URL",
        "ZALO_USE_PROOF", "ZALO_VERIFIER", "ZALO_PICTURE_HOSTS", "VAR_DIR", "CONTENT_DIR", "HOST", "PORT", "ADMIN_PORT", "REDIS_URL",
        "ACCEPT_WEAK_REDIS", "REDIS_REPLICAS", "RECORDS_URL", "MUTE_S", "GATHER_S", "CHARGED_REPLIES",
        "QUIET_HOURS", "ZBS_TEMPLATE", "ZBS_PHONE_TEMPLATE", "CARDS", "DOSSIERS_CSV", "DOSSIERS_DIR", "DOSSIERS_MAP", "DOSSIERS_SERVICE", "DOSSIERS_SERVICE_KEY", "LEASE_S", "SETTLE_S", "STALE_MONTHS", "HEARD_DAYS", "OFFICERS",
        "RATING_DAYS", "TURN_DAYS", "DOSSIER_DAYS",
    )
)  # fmt: skip


def read_settings(environ: Mapping[str, str]) -> Settings:
    """
    Read every `MOTCUA_*` value.

    Raises:
        SettingsError: A value is missing, unreadable or unknown; the sentence names the variable.

    """
    value = {name.removeprefix(PREFIX): text for name, text in environ.items() if name.startswith(PREFIX)}
    for name in value:
        if name not in KNOWN:
            raise SettingsError(
                f"{PREFIX}{name} không phải là cài đặt nào của chương trình. Xem bảng trong README."
            )
    return Settings(
        zalo=_zalo(value),
        var_dir=Path(value.get("VAR_DIR") or "var"),
        content_dir=Path(value.get("CONTENT_DIR") or "."),
        host=value.get("HOST") or "127.0.0.1",
        port=_whole("PORT", value.get("PORT") or "8080", low=0, high=65535),
        admin_port=_whole("ADMIN_PORT", value.get("ADMIN_PORT") or "8081", low=0, high=65535),
        redis_url=_redis(value.get("REDIS_URL", "").strip()),
        accept_weak_redis=_switch("ACCEPT_WEAK_REDIS", value.get("ACCEPT_WEAK_REDIS", "")),
        redis_replicas=_whole("REDIS_REPLICAS", value.get("REDIS_REPLICAS") or "0", low=0, high=10),
        records_url=value.get("RECORDS_URL", "").strip(),
        mute_s=_whole("MUTE_S", value.get("MUTE_S") or "1800", low=0, high=86400 * 7),
        gather_s=_number("GATHER_S", value.get("GATHER_S") or "1.5", low=0, high=10),
        lease_s=_number("LEASE_S", value.get("LEASE_S") or "6", low=1, high=60),
        settle_s=_number("SETTLE_S", value.get("SETTLE_S") or "12", low=1, high=300),
        charged_replies=_switch("CHARGED_REPLIES", value.get("CHARGED_REPLIES", "")),
        stale_months=read_stale_months(environ),
        heard_days=_whole("HEARD_DAYS", value.get("HEARD_DAYS") or "7", low=0, high=30),
        rating_days=_whole("RATING_DAYS", value.get("RATING_DAYS") or "30", low=0, high=365),
        turn_days=_whole("TURN_DAYS", value.get("TURN_DAYS") or "400", low=31, high=3650),
        dossier_days=_whole("DOSSIER_DAYS", value.get("DOSSIER_DAYS") or "400", low=31, high=3650),
        quiet_hours=_quiet_hours(value.get("QUIET_HOURS") or "21:00-06:30"),
        zbs_template=_template("ZBS_TEMPLATE", value.get("ZBS_TEMPLATE", "").strip()),
        zbs_phone_template=_template("ZBS_PHONE_TEMPLATE", value.get("ZBS_PHONE_TEMPLATE", "").strip()),
        cards=_cards(value.get("CARDS", "")),
        officers=_officers(value.get("OFFICERS", "")),
        **{
            name.lower(): value.get(name, "").strip()
            for name in (
                "DOSSIERS_CSV",
                "DOSSIERS_DIR",
                "DOSSIERS_MAP",
                "DOSSIERS_SERVICE",
                "DOSSIERS_SERVICE_KEY",
            )
        },
    )
