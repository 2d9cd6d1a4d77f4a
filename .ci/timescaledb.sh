#!/usr/bin/env bash
# A TimescaleDB server (Debian trixie's packages, Apache edition) for the store's tests, on any Debian, as root.
#   timescaledb.sh start DIR   prints the superuser's URL on stdout, all else on stderr
#   timescaledb.sh stop DIR    ends that server and removes DIR
# Nothing is installed on this machine: the packages are unpacked below DIR and the server runs in a chroot there.
set -euo pipefail
# shellcheck source=.ci/trixie.sh
. "$(dirname "$0")/trixie.sh"

# dash: pg_ctl starts the server by /bin/sh, which an empty machine lacks.
PACKAGES=(postgresql-17 postgresql-17-timescaledb dash)
START_TIMEOUT_S=30
command=${1:?start or stop} dir=$(realpath -m "${2:?a folder}")
root=$dir/root
bin=/usr/lib/postgresql/17/bin

in_chroot() { env -i LC_ALL=C.UTF-8 HOME=/data PATH=/usr/sbin:/usr/bin chroot --userspec=65534:65534 "$root" "$@"; }

start() {
  [ ! -e "$dir" ] || { echo "$dir exists already; stop what runs there first." >&2; exit 1; }
  mkdir -p "$dir"
  unpack_trixie "$root" "${PACKAGES[@]}"
  local password port
  password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'Az')
  mkdir -p "$root"/{data,dev,etc,tmp}
  echo 'nobody:x:65534:65534:nobody:/data:/usr/sbin/nologin' >"$root/etc/passwd"
  chmod 1777 "$root/tmp"
  mknod -m 666 "$root/dev/null" c 1 3
  mknod -m 444 "$root/dev/urandom" c 1 9
  # The parents of DIR may be root's own; inside, the chroot's user needs to reach its data only.
  chown 65534:65534 "$root/data"
  printf '%s' "$password" >"$root/tmp/password"
  chmod 644 "$root/tmp/password"
  in_chroot $bin/initdb -D /data/cluster -U postgres -E UTF8 --locale=C.UTF-8 --auth=scram-sha-256 \
    --pwfile=/tmp/password -c dynamic_shared_memory_type=mmap >&2
  rm "$root/tmp/password"
  port=$(free_port)
  cat >>"$root/data/cluster/postgresql.conf" <<CONFIG
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '/tmp'
shared_preload_libraries = 'timescaledb'
timescaledb.telemetry_level = off
CONFIG
  # pg_ctl waits until it answers; the server's own output must not keep our stdout open.
  in_chroot $bin/pg_ctl -D /data/cluster -l /data/log -w -t $START_TIMEOUT_S start >&2 || {
    cat "$root/data/log" >&2
    exit 1
  }
  echo "postgresql://postgres:$password@127.0.0.1:$port/postgres"
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

stop() {
  [ ! -s "$root/data/cluster/postmaster.pid" ] || in_chroot $bin/pg_ctl -D /data/cluster -m immediate -w stop >&2
  rm -rf "$dir"
}

case $command in
  start) start ;;
  stop) stop ;;
  *) echo "start or stop, not $command" >&2; exit 2 ;;
esac
