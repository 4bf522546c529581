import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from bot.errors import SettingsError, Unavailable
from bot.storage import keys
from bot.storage.client import connect
from bot.storage.inbox import Inbox
from bot.storage.server import open_server
from tests.storage.samples import OA, arrival


@pytest.fixture
def var():
    with tempfile.TemporaryDirectory(prefix="mc") as folder:
        yield Path(folder) / "var"


@asynccontextmanager
async def opened(var):
    async with open_server(var) as address, connect(address.url) as redis:
        yield redis


async def pid_of(redis):
    return (await redis.info("server"))["process_id"]


def servers_of(var):
    """Ids of the running server processes of a folder."""
    found = subprocess.run(["pgrep", "-f", str(var)], capture_output=True, check=False)
    return [
        int(pid) for pid in found.stdout.split() if "valkey" in _name(int(pid)) or "redis" in _name(int(pid))
    ]


def _name(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except FileNotFoundError:
        return ""


async def until(condition):
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110 - a server sets no event
            await asyncio.sleep(0.01)


def start_user(var):
    """Start a process that opens the server, tells its pid, and stays until its input ends."""
    program = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom bot.storage.server import open_server\n"
        "from bot.storage.client import connect\n"
        "async def main():\n"
        "    async with open_server(Path(sys.argv[1])) as address, connect(address.url) as redis:\n"
        "        print((await redis.info('server'))['process_id'], flush=True)\n"
        "        await asyncio.to_thread(sys.stdin.read)\n"
        "asyncio.run(main())\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, str(var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


async def test_the_server_has_no_port_and_a_folder_of_its_own(var):
    async with opened(var) as redis:
        assert await redis.config_get("port") == {"port": "0"}
        for folder in (var, var / "valkey"):
            assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_folder_that_was_there_before_keeps_its_mode_and_ours_in_it_is_private(var):
    var.mkdir(mode=0o755)
    async with opened(var):
        assert var.stat().st_mode & 0o777 == 0o755
        assert (var / "valkey").stat().st_mode & 0o777 == 0o700


async def test_the_last_to_leave_shuts_the_server_down_and_nobody_before(var):
    async with opened(var) as outer:
        async with opened(var) as inner:
            assert await pid_of(inner) == await pid_of(outer)
        assert await outer.ping()
    assert servers_of(var) == []
    assert not (var / "valkey" / "valkey.sock").exists()


async def test_what_was_stored_is_there_at_the_next_start(var):
    async with opened(var) as redis:
        await redis.set("kept", "1")
    async with opened(var) as redis:
        assert await redis.get("kept") == b"1"


async def test_four_processes_starting_at_once_find_exactly_one_server(var):
    users = [start_user(var) for _ in range(4)]
    pids = {await asyncio.to_thread(user.stdout.readline) for user in users}
    assert len(pids) == 1
    pid = int(pids.pop())
    assert servers_of(var) == [pid]
    await asyncio.gather(*(asyncio.to_thread(user.communicate) for user in users))
    assert servers_of(var) == []


async def test_a_killed_process_leaves_the_server_running_for_the_next(var):
    user = start_user(var)
    pid = int(await asyncio.to_thread(user.stdout.readline))
    user.kill()
    await asyncio.to_thread(user.communicate)
    async with opened(var) as redis:
        assert await pid_of(redis) == pid
    assert servers_of(var) == []


async def lost_by_killing(var, sync):
    """Kill the server under load; give how many appends it had confirmed and lost."""
    confirmed, stop = [], asyncio.Event()
    async with opened(var) as redis:
        await redis.config_set("appendonly", sync)
        inbox = Inbox(redis)

        async def write(writer):
            number = 0
            while not stop.is_set():
                event_id = f"{writer}-{number}"
                try:
                    await inbox.append(arrival(event_id))
                except Unavailable:
                    stop.set()
                else:
                    confirmed.append(event_id)
                number += 1

        async def many():
            return len(confirmed) > 500

        writers = [asyncio.create_task(write(n)) for n in range(16)]
        await until(many)
        os.kill(await pid_of(redis), signal.SIGKILL)
        await asyncio.gather(*writers)
        await until(lambda: answers(redis))
        stored = await redis.xrange(keys.inbox(OA, keys.partition("c1")))
    return len(confirmed), len(set(confirmed) - {fields[b"e"].decode() for _, fields in stored})


async def answers(redis):
    try:
        return await redis.ping()
    except RedisError:
        return False


async def test_a_killed_server_comes_back_by_itself_and_has_lost_nothing_it_confirmed(var):
    confirmed, lost = await lost_by_killing(var, "yes")
    assert confirmed > 500
    assert lost == 0


async def test_a_server_that_writes_nothing_to_disk_does_lose_so_the_test_above_can_fail(var):
    """The broken twin."""
    confirmed, lost = await lost_by_killing(var, "no")
    assert lost == confirmed


async def test_a_file_torn_at_its_end_costs_only_the_torn_entry(var):
    async with opened(var) as redis:
        for number in range(5):
            await redis.set(f"n{number}", "x" * 300)
    newest = max((var / "valkey" / "appendonlydir").glob("*.incr.aof"))
    os.truncate(newest, newest.stat().st_size - 137)
    async with opened(var) as redis:
        assert sorted(await redis.keys()) == [b"n0", b"n1", b"n2", b"n3"]


async def test_a_file_broken_in_the_middle_is_refused_and_kept(var):
    """Starting empty instead would look healthy and have forgotten everything."""
    async with opened(var) as redis:
        for number in range(5):
            await redis.set(f"n{number}", "x" * 300)
    newest = max((var / "valkey" / "appendonlydir").glob("*.incr.aof"))
    whole = newest.read_bytes()
    newest.write_bytes(whole[:500] + b"\x00garbage\x00" * 20 + whole[700:])
    with pytest.raises(Unavailable, match=r"valkey\.log"):
        async with open_server(var):
            pytest.fail("a broken file was taken")
    assert newest.stat().st_size > 0


async def test_a_folder_too_deep_for_a_socket_is_named(tmp_path):
    with pytest.raises(SettingsError, match="MOTCUA_VAR_DIR"):
        async with open_server(tmp_path / ("d" * 100)):
            pytest.fail("a path that long cannot be a socket")


async def test_a_folder_with_a_strange_name_will_do(var):
    async with opened(var / "xã Ea #1 50%?") as redis:
        assert await redis.ping()


async def test_an_outside_server_is_left_to_itself(var, redis_url):
    async with open_server(var, redis_url) as address:
        assert (address.url, address.is_embedded) == (redis_url, False)
    async with connect(redis_url) as redis:
        assert await redis.ping()
    assert not var.exists()
