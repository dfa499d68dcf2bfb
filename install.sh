#!/bin/sh
# Installs Adit. What lies beside this file decides:
#   source tree      gets the pinned Bun (from PATH, else with npm into .tools) and the locked packages; nothing outside
#                    the tree is touched
#   release archive  checks the sums and copies the program: as root to /opt/adit with a systemd unit, else to ~/.local;
#                    nothing is downloaded
set -eu

here=$(cd "$(dirname "$0")" && pwd)
demo=no wait=yes check=no uninstall=no purge=no systemd=yes prefix='' port='' data=''

usage() {
  cat <<'TEXT'
Usage: ./install.sh [options]

  --demo          installs, imports the sample log into a data folder of its own and serves it on this machine only
  --port N        with --demo: the first port to try
  --data DIR      with --demo: the data folder
  --no-wait       with --demo: ends after the import instead of serving
  --check         looks whether an installation would succeed; changes nothing
  --prefix DIR    release archive: program to DIR/lib/adit, link in DIR/bin
  --no-systemd    release archive: no systemd unit
  --uninstall     removes what was installed; data and configuration stay
  --purge         with --uninstall: removes data, cache and configuration too
  --help          this text

Ends with 0 when all went well, 1 when not, 2 for a wrong call.
TEXT
}

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}
misused() {
  printf 'install.sh: %s\n\n' "$*" >&2
  usage >&2
  exit 2
}
is_root() { [ "$(id -u)" = 0 ]; }

while [ $# -gt 0 ]; do
  case $1 in
    --demo) demo=yes ;;
    --no-wait) wait=no ;;
    --check) check=yes ;;
    --uninstall) uninstall=yes ;;
    --purge) purge=yes ;;
    --no-systemd) systemd=no ;;
    --prefix | --port | --data)
      [ $# -ge 2 ] || misused "$1 needs a value"
      case $1 in
        --prefix) prefix=$2 ;;
        --port) port=$2 ;;
        --data) data=$2 ;;
      esac
      shift
      ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) misused "there is no option \"$1\"" ;;
  esac
  shift
done
[ "$purge" = no ] || [ "$uninstall" = yes ] || misused '--purge belongs to --uninstall'
case $prefix in '' | /*) ;; *) prefix=$(pwd)/$prefix ;; esac
case $data in '' | /*) ;; *) data=$(pwd)/$data ;; esac

if [ -f "$here/.installed" ]; then
  kind=installed
elif [ -f "$here/SHA256SUMS" ]; then
  kind=release
elif [ -f "$here/package.json" ] && [ -d "$here/src" ]; then
  kind=source
else
  fail "neither a source tree nor a release archive lies beside $here/install.sh"
fi

# Replaces this process by the demonstration. $1: data folder when none was named; the rest: how to call adit.
run_demo() {
  folder=${data:-$1}
  shift
  set -- "$@" demo --data "$folder"
  [ "$wait" = yes ] || set -- "$@" --no-wait
  [ -z "$port" ] || set -- "$@" --port "$port"
  if is_root; then warn 'the demonstration runs as root; an installation runs as the user adit'; fi
  exec "$@"
}

# --- source tree --------------------------------------------------------------------------------------------------

# fetch COMMAND…: runs a package client without its chatter; shows its last words when it fails.
fetch() {
  words=$("$@" 2>&1) && return 0
  printf '%s\n' "$words" | tail -n 6 >&2
  case $words in
    *lockfile*frozen* | *ENOSPC* | *EACCES* | *EROFS* | *'No space'*) fail "the packages could not be installed (see above)" ;;
    *) fail 'source tree; offline, unpack the release archive' ;;
  esac
}

pinned_version() { sed -n 's/^ *"packageManager": *"bun@\([0-9.]*\)".*/\1/p' "$here/package.json"; }

# Sets bun to a Bun of the pinned version, or to nothing.
find_bun() {
  bun=''
  for candidate in "$(command -v bun || :)" "$here/.tools/node_modules/.bin/bun"; do
    if [ -x "$candidate" ] && [ "$("$candidate" --version 2>/dev/null || :)" = "$pinned" ]; then
      bun=$candidate
      return
    fi
  done
}

has_npm() { command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; }

fetch_bun() {
  has_npm ||
    fail "Bun $pinned is not on PATH, and without npm and node it cannot be fetched: install Node.js with npm, or unpack the release archive"
  say "Bun $pinned is not on PATH: fetching it into $here/.tools"
  mkdir -p "$here/.tools"
  cp "$here/.tools-lock/package.json" "$here/.tools-lock/package-lock.json" "$here/.tools/"
  fetch npm ci --prefix "$here/.tools" --no-audit --no-fund --no-update-notifier --loglevel=error \
    --fetch-retries=2 --fetch-retry-mintimeout=500 --fetch-retry-maxtimeout=5000
  find_bun
  # npm may block the install script; it may be run any number of times.
  [ -n "$bun" ] || fetch node "$here/.tools/node_modules/bun/install.js"
  find_bun
  [ -n "$bun" ] || fail "npm installed Bun, but $here/.tools/node_modules/.bin/bun does not answer with version $pinned"
}

check_source() {
  find_bun
  if [ -n "$bun" ]; then
    say "Bun $pinned: $bun"
  elif has_npm; then
    say "Bun $pinned: would be fetched with npm into $here/.tools"
  else
    fail "neither Bun $pinned nor npm with node is on PATH"
  fi
  [ -w "$here" ] || fail "$here cannot be written to"
  say "packages: would be installed into $here/node_modules"
}

install_source() {
  if is_root; then warn 'running as root; a source tree does not need it'; fi
  find_bun
  [ -n "$bun" ] || fetch_bun
  fetch "$bun" install --frozen-lockfile --cwd "$here"
  say "Bun $pinned: $bun"
  say "packages: $here/node_modules (as locked in bun.lock)"
  say "program: $here/src/main.ts"
}

uninstall_source() {
  for path in "$here/node_modules" "$here/.tools" "$here/dist"; do
    [ ! -e "$path" ] || { say "removing $path" && rm -rf "$path"; }
  done
  [ "$purge" = no ] || [ ! -e "$here/data" ] || { say "removing $here/data" && rm -rf "$here/data"; }
}

# --- release archive ----------------------------------------------------------------------------------------------

# Where things go: target (program), link, unit, demo_data.
place() {
  unit='' config='' state=''
  if [ -n "$prefix" ]; then
    target=$prefix/lib/adit link=$prefix/bin/adit
  elif is_root; then
    target=/opt/adit link=/usr/local/bin/adit
  else
    [ -n "${HOME:-}" ] || fail 'HOME is not set: name a place with --prefix'
    target=$HOME/.local/lib/adit link=$HOME/.local/bin/adit
  fi
  if is_root; then
    demo_data=/var/lib/adit-demo
    if [ -z "$prefix" ]; then
      config=/etc/adit state=/var/lib/adit
      [ "$systemd" = no ] || unit=/etc/systemd/system/adit.service
    fi
  else
    demo_data=${XDG_DATA_HOME:-${HOME:-$target}/.local/share}/adit-demo
  fi
}

check_sums() {
  for name in adit install.sh; do
    grep -q "  $name\$" "$here/SHA256SUMS" || fail "SHA256SUMS does not name $name: the archive is not whole; unpack it again"
  done
  if grep -Eq '^[0-9a-f]{64}  (/|(.*/)?\.\.(/|$))' "$here/SHA256SUMS"; then
    fail 'SHA256SUMS names a file outside the archive; nothing was installed'
  fi
  (cd "$here" && sha256sum --check --strict --quiet SHA256SUMS) >&2 ||
    fail 'a file does not have the content it was released with (see above); nothing was installed; unpack the archive again'
}

check_machine() {
  [ "$(uname -s)" = Linux ] || fail "this archive is for Linux; this machine runs $(uname -s)"
  version=$("$here/adit" version 2>&1) ||
    fail "the program does not run on this machine (glibc 2.25 or newer is needed, and a file system that may execute): $version"
}

# The nearest folder that exists above a path must take files.
check_writable() {
  folder=$1
  while [ ! -e "$folder" ]; do folder=$(dirname "$folder"); done
  [ -w "$folder" ] || fail "$folder cannot be written to: run as root, or name another place with --prefix"
}

# A folder is replaced or removed only if an earlier installation made it.
check_ours() {
  [ ! -e "$1" ] || [ -f "$1/.installed" ] || fail "$1 exists and was not made by this installer: move it away, or use --prefix"
}

check_release() {
  check_sums
  check_machine
  check_ours "$target"
  check_writable "$target"
  check_writable "$link"
}

write_config() {
  getent passwd adit >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir "$state" --shell /usr/sbin/nologin adit ||
    fail 'the user adit cannot be created: create it, or use --prefix'
  mkdir -p "$config"
  if [ ! -e "$config/adit.toml" ]; then
    # The example with the two places that this installation decides.
    awk -v data="$state" -v cache=/var/cache/adit '
      /^\[/ { section = $0 }
      section == "[data]" && /^#folder = / { print "folder = \"" data "\""; next }
      section == "[cache]" && /^#folder = / { print "folder = \"" cache "\""; next }
      { print }' "$here/config.example.toml" >"$config/adit.toml"
    say "configuration: $config/adit.toml (new)"
  else
    say "configuration: $config/adit.toml (kept)"
  fi
  chown -R root:adit "$config"
  chmod 750 "$config"
  chmod 640 "$config/adit.toml"
  for folder in "$state" /var/cache/adit; do
    mkdir -p "$folder"
    chown adit:adit "$folder"
    chmod 700 "$folder"
  done
  say "data: $state"
}

write_unit() {
  sed "s|/opt/adit/|$target/|g" "$here/adit.service" >"$unit"
  chmod 644 "$unit"
  say "systemd unit: $unit"
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    say 'start it with: systemctl enable --now adit'
  fi
}

install_release() {
  check_release
  new=$target.new.$$
  trap 'rm -rf "$new"' EXIT
  trap 'exit 1' INT TERM HUP
  mkdir -p "$new"
  sed 's/^[0-9a-f]*  //' "$here/SHA256SUMS" | while IFS= read -r file; do
    mkdir -p "$new/$(dirname "$file")"
    cp "$here/$file" "$new/$file"
  done
  cp "$here/SHA256SUMS" "$new/"
  # Once more on the copies: nobody but us can change these.
  (cd "$new" && sha256sum --check --strict --quiet SHA256SUMS) >&2 || fail 'a file changed while it was copied; nothing was installed'
  printf 'prefix=%s\nlink=%s\nunit=%s\n' "$prefix" "$link" "$unit" >"$new/.installed"
  chmod -R a+rX,go-w "$new"
  rm -rf "$target.old"
  [ ! -e "$target" ] || mv "$target" "$target.old"
  mv "$new" "$target"
  rm -rf "$target.old"
  trap - EXIT INT TERM HUP
  say "program: $target ($("$target/adit" version))"
  mkdir -p "$(dirname "$link")"
  ln -sfn "$target/adit" "$link"
  say "command: $link"
  if [ "$demo" = no ] && [ -n "$config" ]; then
    write_config
    [ -z "$unit" ] || write_unit
  fi
}

# Reads where an installation went. Not sourced: whoever could write there would run code as us.
recorded() { sed -n "s/^$1=//p" "$target/.installed"; }

remove() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  say "removing $1"
  rm -rf "$1"
}

uninstall_release() {
  [ "$kind" != installed ] || target=$here
  [ -d "$target" ] || { say "nothing is installed at $target" && return 0; }
  [ -f "$target/.installed" ] || fail "$target was not made by this installer: nothing is removed"
  prefix=$(recorded prefix) link=$(recorded link) unit=$(recorded unit)
  if [ -n "$unit" ] && [ -e "$unit" ]; then
    [ ! -d /run/systemd/system ] || systemctl disable --now adit || :
    remove "$unit"
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
  fi
  [ "$(readlink "$link" 2>/dev/null || :)" != "$target/adit" ] || remove "$link"
  remove "$target"
  place
  if [ "$purge" = yes ]; then
    remove "$demo_data"
    if [ -n "$state" ]; then
      for path in "$state" "$config" /var/cache/adit /var/log/adit; do remove "$path"; done
    elif [ -n "${XDG_CACHE_HOME:-${HOME:-}}" ]; then
      remove "${XDG_CACHE_HOME:-$HOME/.cache}/adit"
    fi
  else
    say 'data and configuration stay; --uninstall --purge removes them too'
  fi
}

# ------------------------------------------------------------------------------------------------------------------

if [ "$kind" = source ]; then
  [ -z "$prefix" ] || misused '--prefix belongs to the release archive: from a source tree nothing is installed outside it'
  pinned=$(pinned_version)
  [ -n "$pinned" ] || fail 'package.json names no version of Bun'
  if [ "$uninstall" = yes ]; then
    uninstall_source
  elif [ "$check" = yes ]; then
    check_source
  else
    install_source
    [ "$demo" = no ] || run_demo "$here/data/demo" "$bun" "$here/src/main.ts"
    say 'next:'
    say "  cd $here"
    say "  $bun src/main.ts serve"
    say "  $bun scripts/build.ts      (the single program, dist/adit)"
  fi
else
  place
  if [ "$uninstall" = yes ]; then
    uninstall_release
  elif [ "$kind" = installed ]; then
    [ "$demo" = yes ] || fail "$here is an installation: run the install.sh of an unpacked release archive, or --demo, or --uninstall"
    run_demo "$demo_data" "$here/adit"
  elif [ "$check" = yes ]; then
    check_release
    say "ready: $version would be installed to $target, command $link${unit:+, systemd unit $unit}"
  else
    install_release
    [ "$demo" = no ] || run_demo "$demo_data" "$target/adit"
    [ -n "$unit" ] || say "start: $target/adit serve"
  fi
fi
