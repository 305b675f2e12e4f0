#!/usr/bin/env bash
# Fetches axe-core, which finds what keeps people with impaired sight or hands out of a page: for the tests in a
# browser only, never part of the product. Prints the file, which is where the tests look for it.
set -euo pipefail
cd "$(dirname "$0")/.."
version=4.14.1
home=target/axe
file=$home/node_modules/axe-core/axe.min.js
if ! grep -qs "axe v$version" "$file"; then
  mkdir -p "$home"
  npm install --prefix "$home" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
    "axe-core@$version" >&2
fi
[ -s "$file" ]
echo "$PWD/$file"
