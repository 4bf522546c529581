"""`evaluate` as staff and CI call it."""

from __future__ import annotations

import json
import subprocess
import sys

import yaml

from tests.commands.started import ROOT

CONTENT = {"MOTCUA_CONTENT_DIR": str(ROOT)}
FILE = ROOT / "tests" / "intents" / "thanks.yaml"
SENTENCES = str(FILE)
COUNT = len(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def test_evaluate_prints_json_where_asked_for(run):
    code, out, err = run("evaluate", SENTENCES, "--json", environ=CONTENT)
    assert (code, err) == (0, "")
    assert json.loads(out)["intents"]["figures"]["intent"] == [COUNT, COUNT]


def test_a_fallen_figure_is_exit_1_and_a_file_that_is_not_there_exit_2(run, folder):
    floors = folder / "floors.yaml"
    floors.write_text("intent: {at_most: 0}\n", encoding="utf-8")
    code, _, err = run("evaluate", SENTENCES, "--floor", str(floors), environ=CONTENT)
    assert (code, err) == (1, f"intent: 100.0% ({COUNT}/{COUNT}), cao hơn mức 0%.\n")
    code, out, err = run("evaluate", str(folder / "nowhere.yaml"), environ=CONTENT)
    assert (code, out) == (2, "")
    assert "Không thấy tệp câu hỏi" in err


def test_a_reader_that_leaves_ends_the_report_quietly():
    command = [sys.executable, "-m", "bot.evaluate", SENTENCES]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as report:
        report.stdout.close()
        assert report.stderr.read() == b""
        assert report.wait(timeout=30) == 0
