#!/usr/bin/env bash
# A private PostgreSQL server for the tests, in a temporary folder of its own.
#   tests/postgres.sh start        prints its URL and its folder, one a line; all else goes to standard error
#   tests/postgres.sh stop FOLDER  stops it and removes the folder
# Installs Debian's postgresql if there is none. The server never runs as root.
set -euo pipefail

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# The folder with initdb and pg_ctl of the newest version, or nothing.
binaries() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
  [ -z "$found" ] || dirname "$found"
}

install_server() {
  [ "$(id -u)" = 0 ] || fail "PostgreSQL is missing; as root: apt-get install postgresql"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends postgresql >&2
  # Debian starts a cluster of its own, which nobody needs here.
  local version
  version=$(basename "$(dirname "$(binaries)")")
  pg_ctlcluster "$version" main stop >&2 2>&1 || true
}

# Runs a command as somebody other than root.
as_user() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  else
    runuser -u "$(server_user)" -- "$@"
  fi
}

server_user() {
  if id -u postgres >/dev/null 2>&1; then
    echo postgres
  else
    id -u duijie-ci >/dev/null 2>&1 || useradd --system --no-create-home duijie-ci
    echo duijie-ci
  fi
}

is_free() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

start() {
  local bin folder port
  [ -n "$(binaries)" ] || install_server
  bin=$(binaries)
  [ -n "$bin" ] || fail "no initdb under /usr/lib/postgresql"
  folder=$(mktemp -d /tmp/duijie-pg.XXXXXX)
  [ "$(id -u)" != 0 ] || chown "$(server_user)" "$folder"
  cd "$folder"
  as_user "$bin/initdb" --pgdata "$folder/data" --username duijie --auth trust --encoding UTF8 \
    --locale C.UTF-8 --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; rm -rf "$folder" "$folder.log"; fail "initdb"; }
  rm -f "$folder.log"
  # Somebody else may take a port between the look and the start: then the next one.
  for attempt in 1 2 3 4 5; do
    port=$((54000 + RANDOM % 1000))
    is_free "$port" || continue
    if as_user "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait --silent --options \
      "-c port=$port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off \
       -c synchronous_commit=off -c full_page_writes=off -c max_connections=400" start >&2; then
      printf '%s\n%s\n' "postgres://duijie@127.0.0.1:$port/postgres" "$folder"
      return
    fi
    echo "attempt $attempt: the server did not start on port $port" >&2
  done
  cat "$folder/log" >&2
  rm -rf "$folder"
  fail "the server does not start"
}

stop() {
  local folder=$1
  [[ $folder == /tmp/duijie-pg.* && -f $folder/data/PG_VERSION ]] || fail "$folder is no folder of tests/postgres.sh"
  cd /
  as_user "$(binaries)/pg_ctl" --pgdata "$folder/data" --mode immediate --wait --silent stop >&2 || true
  rm -rf "$folder"
}

case "${1:-} $#" in
  "start 1") start ;;
  "stop 2") stop "$2" ;;
  *) fail "usage: tests/postgres.sh start | stop FOLDER" ;;
esac
