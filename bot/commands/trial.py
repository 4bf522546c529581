"""Settings that need nothing from anyone: for a laptop, with the make-believe Zalo."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Mapping
from pathlib import Path

import orjson

from bot.errors import SettingsError
from bot.settings import PREFIX, Settings, read_settings

ZALO_FILE = "zalo.url"
USUAL_ZALO = "http://127.0.0.1:8090"


def settings_for(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Settings:
    """Read the settings of the bot a command is about: the real one, or with `--simulated` the trial one."""
    return trial_settings(environ) if arguments.simulated else read_settings(environ)


def trial_settings(environ: Mapping[str, str], name: str = "simulated") -> Settings:
    """
    Make settings with secrets of their own and free ports; every other value stays yours.

    Args:
        name: The folder inside `var` it keeps to: what sample citizens did never mixes with real ones.

    """
    ours = {name: text for name, text in environ.items() if not name.startswith(f"{PREFIX}ZALO_")}
    ours.setdefault(f"{PREFIX}PORT", "0")
    ours.setdefault(f"{PREFIX}ADMIN_PORT", "0")
    folder = Path(ours.get(f"{PREFIX}VAR_DIR") or "var") / name
    ours |= {f"{PREFIX}ZALO_{secret}": text for secret, text in _sample_secrets(folder).items()}
    urls = (f"{PREFIX}ZALO_{name}_URL" for name in ("API", "OAUTH", "TEMPLATE"))
    ours |= dict.fromkeys(urls, _zalo(folder))
    ours[f"{PREFIX}VAR_DIR"] = str(folder)
    return read_settings(ours)


def remember_zalo(folder: Path, url: str) -> None:
    """Note where the make-believe Zalo answers, for `doctor` and `token` beside it."""
    (folder / ZALO_FILE).write_text(url, encoding="utf-8")


def _zalo(folder: Path) -> str:
    """Give the address of the latest make-believe Zalo: sample tokens never go to the real one."""
    file = folder / ZALO_FILE
    return file.read_text(encoding="utf-8") if file.exists() else USUAL_ZALO


def _sample_secrets(folder: Path) -> dict[str, str]:
    """Secrets for one laptop, made at the first run and kept."""
    file = folder / "secrets.json"
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = {
            "APP_ID": str(secrets.randbelow(10**18) + 10**18),
            "OA_IDS": str(secrets.randbelow(10**18) + 10**18),
            "OA_SECRETS": secrets.token_urlsafe(24),
            "APP_SECRET": secrets.token_urlsafe(24),
        }
        beside = file.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_bytes(orjson.dumps(made))
        beside.replace(file)
    try:
        return {str(name): str(text) for name, text in orjson.loads(file.read_bytes()).items()}
    except (ValueError, AttributeError) as error:
        raise SettingsError(
            f"{file} đã hỏng. Xoá tệp ấy rồi chạy lại (cuộc trò chuyện mẫu sẽ mất)."
        ) from error
