#!/bin/sh
# Runs every gate and every test from a clean clone, on a machine with Node.js and npm; Bun is fetched when it is missing.
# As root it installs what the tests need from Debian first. Not root: tests that need more are skipped, and it says so.
# With CI=true a skip is a failure. Ends with "N passed, N failed".
set -u

cd "$(dirname "$0")/.." || exit 1
packages='debootstrap chromium libxml2-utils nginx-light slapd openssl samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind iproute2 389-ds-base strace clamav-daemon haproxy postgresql mariadb-server clickhouse-server python3-confluent-kafka openssh-server'
gates='types lint rooms dead'
passed=0 failed=0
summary=$(mktemp)
policy=/usr/sbin/policy-rc.d
policy_is_ours=no

clean_up() {
  rm -f "$summary"
  [ "$policy_is_ours" = no ] || rm -f "$policy"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# timed NAME COMMAND…: runs it and says how long it took.
timed() {
  name=$1
  shift
  started=$(date +%s)
  "$@"
  code=$?
  echo "[$name: $(($(date +%s) - started)) s]"
  return $code
}

missing_packages() {
  for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || printf '%s ' "$package"
  done
}

install_packages() {
  missing=$(missing_packages)
  if [ -z "$missing" ]; then
    echo "needed from Debian: $packages (installed)"
    return 0
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "not installed: ${missing}— tests that need them are skipped; get them with: apt-get install $missing"
    return 0
  fi
  apt-get update -qq || return 1
  echo "installing from Debian: $missing"
  # shellcheck disable=SC2086 # a list of words
  apt-get install --assume-no --no-install-recommends $missing 2>/dev/null | grep -E '^(Need to get|After this)'
  # Nothing that is installed for tests may start a service on its default port.
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
    policy_is_ours=yes
  fi
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

find_bun() {
  pinned=$(sed -n 's/^ *"packageManager": *"bun@\([0-9.]*\)".*/\1/p' package.json)
  bun=$(command -v bun || :)
  if [ -z "$bun" ] || [ "$("$bun" --version)" != "$pinned" ]; then bun=$PWD/.tools/node_modules/.bin/bun; fi
  # The scripts of package.json say `bun`.
  PATH=$(dirname "$bun"):$PATH
  export PATH
}

timed packages install_packages || { echo 'The packages could not be installed.' && exit 1; }
timed install ./install.sh || exit 1
find_bun

for gate in $gates; do
  if timed "$gate" "$bun" run --silent "$gate"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done

export TEST_SUMMARY_FILE="$summary"
timed tests "$bun" scripts/run-tests.ts "$@"
tests_code=$?
count() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$summary"; }
[ -s "$summary" ] || { failed=$((failed + 1)) && echo '{"passed":0,"failed":0}' >"$summary"; }
passed=$((passed + $(count passed)))
failed=$((failed + $(count failed)))

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$tests_code" = 0 ]
