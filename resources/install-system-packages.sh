#!/bin/sh
# Installs what a bare Debian or Ubuntu lacks for Python's venv and for Qt; where it may
# not, says exactly what to install. Usage: install-system-packages.sh PYTHON
set -eu
python=$1

if ! command -v "$python" >/dev/null; then
  echo "There is no $python here. Name one that is: make run PYTHON=python3.12" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
  echo "ecgviewer needs Python 3.11, 3.12 or 3.13; $python is another." >&2
  echo "Name one that fits: make run PYTHON=python3.12" >&2
  exit 1
fi

missing=
"$python" -c 'import ensurepip' 2>/dev/null ||
  missing="$missing $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"

if [ "$(uname)" = Linux ]; then
  installed=$(/sbin/ldconfig -p)
  # The libraries that Qt opens at its start, and the packages that have them.
  while read -r library package; do
    case $installed in
      *"$library"*) ;;
      *) missing="$missing $package" ;;
    esac
  done <<LIST
libglib-2.0.so.0 libglib2.0-0
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
LIST
  # Qt draws no letters where there is no font at all.
  [ -n "$(find /usr/share/fonts -name '*.ttf' 2>/dev/null | head -n 1)" ] ||
    missing="$missing fonts-dejavu-core"
  # Tests of the team's server start one; without it they are skipped.
  if [ "${ECGVIEWER_TESTS:-}" = 1 ] && [ "$(id -u)" = 0 ] &&
    command -v apt-get >/dev/null && [ ! -d /usr/lib/postgresql ]; then
    missing="$missing postgresql"
  fi
fi

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing system packages:$missing"
  log=$(mktemp)
  # shellcheck disable=SC2086 # a list of packages
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
  rm "$log"
else
  echo "ecgviewer needs these system packages:$missing" >&2
  echo "Install them and try again:  sudo apt-get install$missing" >&2
  exit 1
fi
