"""`python -m benchmarks.understanding [compare|ablation]`: measure, print, write tables and plots."""

from __future__ import annotations

import argparse
import importlib
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.understanding import queries as labelled
from benchmarks.understanding import report
from benchmarks.understanding.ablation import ablate
from benchmarks.understanding.compare import compare
from benchmarks.understanding.queries import Query
from benchmarks.understanding.systems import OURS, PEERS
from bot import content as contents
from bot.domain.catalogue import Content

HERE = Path(__file__).parent
SIZES = (60, 230, 1_000, 6_000)
SAMPLED = 150


def main(arguments: Sequence[str]) -> int:
    """Run what is asked; 1 when a system could not be measured."""
    given = _parse(arguments)
    content = contents.load(given.content)
    asked = labelled.read(given.queries, content)
    about = (
        f"{len(asked)} câu hỏi ({', '.join(file.name for file in given.queries)}), "
        f"{len(content.catalogue.procedures)} thủ tục, nội dung {content.version}, Python {platform.python_version()}."
    )
    given.out.mkdir(parents=True, exist_ok=True)
    if given.what == "ablation":
        table = report.without_each(ablate(content, asked))
        _write(given.out / "ablation.md", f"# Bỏ từng bước\n\n{about}\n\n{table}")
        return 0
    return _compare(given, content, asked, about)


def _compare(given: argparse.Namespace, content: Content, asked: Sequence[Query], about: str) -> int:
    own = len(content.catalogue.procedures)
    shorter = labelled.sample(asked, given.sample)
    lines = []
    for size in sorted({*given.sizes, own}):
        for line in compare(content, size, asked if size == own else shorter, given.systems):
            took = f"{line.figures.p50_ms:.2f} ms" if line.figures else line.missing
            sys.stderr.write(f"{line.procedures:>6,}  {line.system:<28}{took}\n")
            lines.append(line)
    main_lines = [line for line in lines if line.procedures == own]
    text = (
        f"# Cạnh các hệ khác\n\n{about}\n\n{report.side_by_side(main_lines)}\n## Theo cỡ danh mục\n\n"
        f"Cỡ {own:,}: mọi câu; các cỡ khác: {len(shorter)} câu lấy đều. Trên {own:,} là thủ tục tổng hợp.\n\n"
        f"{report.by_size(lines)}"
    )
    _write(given.out / "results.md", text)
    missing = sorted({line.missing for line in lines if "chưa cài" in line.missing})
    try:
        plots = importlib.import_module("benchmarks.understanding.plots")
    except ModuleNotFoundError as error:
        missing.append(f"biểu đồ: chưa cài thư viện {error.name}; hãy chạy: make benchmark")
    else:
        plots.accuracy(main_lines, given.out / "accuracy.svg")
        plots.latency(lines, given.out / "latency.svg")
    sys.stderr.writelines(f"{one}\n" for one in missing)
    return 1 if missing else 0


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.understanding", description="Đo mức hiểu câu hỏi."
    )
    parser.add_argument("what", nargs="?", choices=("compare", "ablation"), default="compare")
    parser.add_argument("--queries", nargs="+", type=Path, help="tệp câu hỏi đã gắn nhãn")
    parser.add_argument("--content", type=Path, default=Path(), help="thư mục có procedures.yaml và intents/")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="các cỡ danh mục")
    parser.add_argument("--systems", nargs="+", choices=PEERS, default=tuple(PEERS), help=f"cạnh {OURS}")
    parser.add_argument("--sample", type=int, default=SAMPLED, help="số câu ở các cỡ khác cỡ thật")
    parser.add_argument("--out", type=Path, default=HERE, help="nơi ghi bảng và biểu đồ")
    given = parser.parse_args(arguments)
    given.queries = given.queries or sorted(Path("tests/intents").glob("*.yaml"))
    return given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
