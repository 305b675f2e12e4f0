#!/usr/bin/env bash
# Measures `evaluate` on the public relevance data with that data's own evaluator and compares with the floors of
# the issue that built the engine. Usage: relevance.sh FOLDER   (a folder with tasks.json and evaluate.py)
set -euo pipefail
data=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
# Building the tests builds it; what is slow is optimised there too, and the figures are the same.
cargo test --quiet --workspace --no-run
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
printf '%s\n' t1need t1title t2kw t2title t3need t3title t4inst |
  xargs -P "$(nproc)" -I TASK ./target/debug/evaluate --data "$data" --task TASK --top 100 --run "$runs/TASK"
failed=0
while read -r task measure floor; do
  line=$(python3 "$data/evaluate.py" --task "$task" "$runs/$task" | tail -n 1)
  # Columns of the evaluator: run queries MRR@10 S@1 S@10 R@10 R@50 nDCG@10
  case $measure in MRR) figure=$(awk '{print $3}' <<<"$line");; nDCG) figure=$(awk '{print $8}' <<<"$line");; esac
  verdict=$(awk -v f="$figure" -v l="$floor" 'BEGIN { print (f >= l) ? "ok" : "BELOW" }')
  [ "$verdict" = ok ] || failed=1
  printf '%-8s %-5s %s  floor %s  %s\n' "$task" "$measure" "$figure" "$floor" "$verdict"
done <<'FLOORS'
t1need MRR .645
t1title MRR .98
t2kw nDCG .460
t2title nDCG .372
t3need nDCG .430
t3title nDCG .565
t4inst MRR .500
FLOORS
exit "$failed"
