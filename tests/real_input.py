#!/usr/bin/env python3
"""The relevance yardstick, put through the program as sheets, and the time a real stock takes (see real_input.sh).

  real_input.py YARDSTICK DUIJIE EVALUATE

One part imports every document that has an institution, and the sentences of t3need as needs; matches them all;
scores the answer with the yardstick's own evaluate.py; and fails if it falls more than TOLERANCE behind what the bare
engine (EVALUATE) reaches. The other imports a part of it into another folder and fails if import, indexing and matching take longer
than LIMIT_S. Python standard library only.
"""
import csv
import gzip
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TASK = "t3need"
TOP = 100
TOLERANCE = 0.02
LIMIT_S = 60.0
BULK_CAPABILITIES = 6000
BULK_NEEDS = 600
TITLE_CHARS = 200
ENTERPRISE = "洛阳示例求助有限公司"


def lines(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from file


def write(path, head, rows):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(head)
        table.writerows(rows)


class Yardstick:
    """What of the yardstick goes into the sheets."""

    def __init__(self, folder):
        self.folder = folder
        known = [json.loads(line) for line in lines(folder / "institutions.jsonl")]
        times = {}
        for one in known:
            times[one["name"]] = times.get(one["name"], 0) + 1
        self.name_of = {
            one["id"]: one["name"] + (one["id"] if times[one["name"]] > 1 else "") for one in known
        }
        self.id_of = {name: found for found, name in self.name_of.items()}
        documents = map(json.loads, lines(folder / "docs.jsonl.gz"))
        self.documents, self.unowned = [], []
        for one in documents:
            (self.documents if one["inst"] else self.unowned).append(one)
        self.queries = [line.rstrip("\n").split("\t", 1) for line in lines(folder / f"{TASK}.queries.tsv")]

    def capabilities(self):
        """Every document with an institution, once for each; then the others, as if the institutions took turns."""
        pairs = [(one, holder) for one in self.documents for holder in one["inst"]]
        owned = len(pairs)
        pairs += zip(self.unowned, itertools.cycle(self.name_of))
        rows = []
        for one, holder in pairs:
            title = (one["title"].strip() or one["abstract"][:40])[:TITLE_CHARS]
            rows.append([self.name_of[holder], "成果", title, one["abstract"]])
        return rows, owned

    def write_sheets(self, folder, capabilities=None, needs=None):
        """So many capabilities and needs; if not told, all needs and the capabilities that have an owner."""
        write(
            folder / "enterprises.csv",
            ["企业名称", "统一社会信用代码", "县区"],
            [[ENTERPRISE, "91410399DEM000014F", "洛龙区"]],
        )
        institutions = [[name, "科研院所"] for name in self.id_of]
        write(folder / "institutions.csv", ["机构名称", "机构类型"], institutions)
        rows, owned = self.capabilities()
        rows = rows[: capabilities or owned]
        write(folder / "capabilities.csv", ["机构名称", "类型", "名称", "简介"], rows)
        # The id of the query as the title: a word that no document has weighs nothing.
        asked = [[ENTERPRISE, query, sentence] for query, sentence in self.queries[:needs]]
        write(folder / "needs.csv", ["企业名称", "需求名称", "主要问题"], asked)
        return len(rows), len(asked)


class Program:
    """Runs the program on one data folder and keeps the seconds each command took."""

    def __init__(self, binary, data):
        self.binary, self.data, self.seconds = binary, data, {}

    def run(self, name, *words):
        begin = time.monotonic()
        done = subprocess.run(
            [self.binary, *words, "--data", str(self.data)], capture_output=True, text=True, encoding="utf-8"
        )
        self.seconds[name] = time.monotonic() - begin
        if done.returncode != 0:
            print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
            sys.exit(f"FAILED: duijie {' '.join(words)}: exit {done.returncode}")
        return done.stdout

    def import_all(self, folder):
        """Imports the four sheets; returns what each report says."""
        reports = {}
        for kind in ("enterprises", "institutions", "capabilities", "needs"):
            said = self.run(f"import {kind}", "import", kind, str(folder / f"{kind}.csv"), "--json")
            reports[kind] = json.loads(said)
        return reports


def print_table(title, rows):
    print(f"\n{title}")
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"  {name:<{width}}  {value}")


def ndcg(yardstick, run):
    said = subprocess.run(
        [sys.executable, str(yardstick.folder / "evaluate.py"), "--task", TASK, str(run)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    ).stdout
    head, values = (line.split() for line in said.splitlines()[:2])
    return float(values[head.index("nDCG@10")])


def write_run(yardstick, matches, path):
    with open(path, "w", encoding="utf-8") as out:
        for need in matches:
            for rank, partner in enumerate(need["candidates"], 1):
                found = yardstick.id_of[partner["name"]]
                out.write(f"{need['title']} Q0 {found} {rank} {partner['score']} duijie\n")


def rejected(reports):
    return sum(report["rejected"] for report in reports.values())


def quality(yardstick, binary, evaluate):
    """Whether the program answers the yardstick as well as its engine does."""
    with tempfile.TemporaryDirectory(prefix="对接 实测 ") as home:
        home = Path(home)
        capabilities, needs = yardstick.write_sheets(home)
        program = Program(binary, home / "数据")
        reports = program.import_all(home)
        matches = json.loads(program.run("match", "match", "--all", "--top", str(TOP), "--json"))
        write_run(yardstick, matches, home / "program.run")
        subprocess.run(
            [evaluate, "--data", str(yardstick.folder), "--task", TASK, "--top", str(TOP), "--run",
             str(home / "engine.run")],
            check=True,
        )
        program_ndcg = ndcg(yardstick, home / "program.run")
        engine_ndcg = ndcg(yardstick, home / "engine.run")
    good = program_ndcg >= engine_ndcg - TOLERANCE and rejected(reports) == 0 and len(matches) == needs
    print_table("the yardstick through the program", [
        ("capability rows", capabilities),
        ("needs asked, answered", f"{needs}, {len(matches)}"),
        ("rows rejected", rejected(reports)),
        *((f"{name}, s", f"{spent:.1f}") for name, spent in program.seconds.items()),
        ("nDCG@10 of the program", f"{program_ndcg:.4f}"),
        ("nDCG@10 of the engine", f"{engine_ndcg:.4f} (at most {TOLERANCE} more is allowed)"),
        ("verdict", "ok" if good else "FAILED"),
    ])
    return good


def speed(yardstick, binary):
    """Whether a stock of the expected size is imported, indexed and matched in time."""
    with tempfile.TemporaryDirectory(prefix="对接 实测 ") as home:
        home = Path(home)
        capabilities, needs = yardstick.write_sheets(home, BULK_CAPABILITIES, BULK_NEEDS)
        program = Program(binary, home / "数据")
        reports = program.import_all(home)
        program.run("match with indexing", "match", "--all", "--json")
    total = sum(program.seconds.values())
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    good = total <= LIMIT_S and rejected(reports) == 0
    print_table("time of a real stock", [
        ("capability rows, needs", f"{capabilities}, {needs}"),
        ("rows rejected", rejected(reports)),
        *((f"{name}, s", f"{spent:.1f}") for name, spent in program.seconds.items()),
        ("together, s", f"{total:.1f} (at most {LIMIT_S:.0f})"),
        ("peak memory, MB", f"{peak_mb:.0f}"),
        ("verdict", "ok" if good else "FAILED"),
    ])
    return good


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    yardstick = Yardstick(Path(sys.argv[1]))
    # Time first: the memory of its processes is told by the largest child so far.
    fast = speed(yardstick, sys.argv[2])
    right = quality(yardstick, sys.argv[2], sys.argv[3])
    sys.exit(0 if fast and right else 1)


if __name__ == "__main__":
    main()
