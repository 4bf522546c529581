import asyncio
import subprocess
import sys

import pytest

from bot.errors import Unavailable
from bot.storage.spool import Spool
from tests.storage.samples import arrival


@pytest.fixture
async def spool(tmp_path):
    one = Spool(tmp_path / "spool")
    yield one
    one.close()


class Inbox:
    """Takes what it is given, or fails from the n-th on."""

    def __init__(self, fails_at=None):
        self.taken = []
        self._fails_at = fails_at

    async def append(self, one):
        if len(self.taken) == self._fails_at:
            raise Unavailable("away")
        self.taken.append(one)


def die_with(folder, code):
    """Run code in a process that has a spool and dies without closing it."""
    program = (
        "import asyncio, os, sys\nfrom pathlib import Path\nfrom bot.storage.spool import Spool\n"
        "from bot.storage.inbox import Arrival\n"
        "def arrival(n): return Arrival(event_id=f'e{n}', oa_id='1000', citizen_id='c', body=b'{}', received_at_ms=n)\n"
        f"async def main():\n    spool = Spool(Path(sys.argv[1]))\n    {code}\n    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(folder)], check=False, capture_output=True)
    assert ended.returncode == -9, ended.stderr.decode()


async def test_events_come_out_in_order_as_they_went_in(spool):
    sent = [arrival(f"e{n}", body=bytes(range(256))) for n in range(50)]
    assert spool.is_empty
    await asyncio.gather(*map(spool.append, sent))
    assert not spool.is_empty
    inbox = Inbox()
    assert await spool.drain(inbox.append) == 50
    assert inbox.taken == sent
    assert spool.is_empty
    assert spool.size_bytes == 0
    assert await spool.drain(inbox.append) == 0


async def test_what_could_not_be_handed_over_stays_with_all_that_follows_it(spool):
    sent = [arrival(f"e{n}") for n in range(5)]
    for one in sent:
        await spool.append(one)
    with pytest.raises(Unavailable):
        await spool.drain(Inbox(fails_at=2).append)
    inbox = Inbox()
    await spool.drain(inbox.append)
    assert inbox.taken == sent  # the first two come again; the inbox knows them by their ids


async def test_what_comes_while_draining_is_drained_too(spool):
    await spool.append(arrival("e1"))
    taken = []

    async def append(one):
        taken.append(one.event_id)
        if one.event_id == "e1":
            await spool.append(arrival("e2"))

    assert await spool.drain(append) == 2
    assert taken == ["e1", "e2"]
    assert spool.is_empty


async def test_a_dead_processes_file_is_adopted_before_our_own(spool, tmp_path):
    die_with(tmp_path / "spool", "[await spool.append(arrival(n)) for n in range(3)]")
    await spool.append(arrival("ours"))
    assert spool.size_bytes > 0
    inbox = Inbox()
    assert await spool.drain(inbox.append) == 4
    assert [one.event_id for one in inbox.taken] == ["e0", "e1", "e2", "ours"]
    assert spool.size_bytes == 0


async def test_a_living_processes_file_is_left_to_it(spool, tmp_path):
    other = Spool(tmp_path / "spool")
    await other.append(arrival("theirs"))
    inbox = Inbox()
    assert await spool.drain(inbox.append) == 0
    assert await other.drain(inbox.append) == 1
    other.close()


async def test_two_processes_adopting_at_once_lose_nothing(tmp_path):
    for _ in range(3):
        die_with(tmp_path / "spool", "[await spool.append(arrival(n)) for n in range(20)]")
    spools, inbox = [Spool(tmp_path / "spool") for _ in range(3)], Inbox()
    await asyncio.gather(*(one.drain(inbox.append) for one in spools))
    assert {one.event_id for one in inbox.taken} == {f"e{n}" for n in range(20)}
    assert len(inbox.taken) == 60
    assert spools[0].size_bytes == 0


@pytest.mark.parametrize("cut", [1, 5, 30])
async def test_a_crash_in_the_middle_of_a_line_costs_only_that_line(spool, tmp_path, cut, caplog):
    die_with(tmp_path / "spool", "[await spool.append(arrival(n)) for n in range(3)]")
    (file,) = (tmp_path / "spool").iterdir()
    file.write_bytes(file.read_bytes()[:-cut])
    inbox = Inbox()
    await spool.drain(inbox.append)
    expected = ["e0", "e1", "e2"] if cut == 1 else ["e0", "e1"]  # without its line end a line is still whole
    assert [one.event_id for one in inbox.taken] == expected
    assert ("torn" in caplog.text) == (cut > 1)


async def test_a_line_longer_than_a_piece_is_read_whole(spool):
    sent = [arrival("e1", body=b"x" * 3_000_000), arrival("e2")]
    for one in sent:
        await spool.append(one)
    inbox = Inbox()
    await spool.drain(inbox.append)
    assert inbox.taken == sent


async def test_a_full_disk_is_told_and_leaves_no_half_line(tmp_path):
    """The limit on file size stands for a full disk; it is set in a process of its own."""
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "    await spool.append(arrival(0))\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (spool.size_bytes + 20, -1))\n"
        "    try:\n        await spool.append(arrival(1))\n        os._exit(1)\n"
        "    except Exception as error:\n        assert type(error).__name__ == 'Unavailable'\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))\n"
        "    await spool.append(arrival(2))"
    )
    die_with(tmp_path / "spool", code)
    inbox = Inbox()
    await Spool(tmp_path / "spool").drain(inbox.append)
    assert [one.event_id for one in inbox.taken] == ["e0", "e2"]
