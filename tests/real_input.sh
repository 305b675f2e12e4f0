#!/usr/bin/env bash
# Puts the relevance yardstick through the program as sheets, and measures the time a real stock takes.
#   tests/real_input.sh FOLDER [DUIJIE [EVALUATE]]     FOLDER: the one with tasks.json, docs.jsonl.gz and evaluate.py
# Without binaries it builds its own, optimised.
set -euo pipefail

[ $# -ge 1 ] && [ $# -le 3 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
folder=$(realpath "$1")
root=$(realpath "$(dirname "$0")/..")
[ -f "$folder/tasks.json" ] || { echo "FAILED: no tasks.json in $folder" >&2; exit 2; }
built="${CARGO_TARGET_DIR:-$root/target}/release"
if [ $# -lt 2 ]; then
  cargo build --quiet --release --manifest-path "$root/Cargo.toml"
fi
duijie=$(realpath "${2:-$built/duijie}")
if [ $# -lt 3 ]; then
  cargo build --quiet --release --manifest-path "$root/Cargo.toml" --package duijie-index --bin evaluate
fi
evaluate=$(realpath "${3:-$built/evaluate}")
exec python3 "$root/tests/real_input.py" "$folder" "$duijie" "$evaluate"
