#!/bin/sh
# Makes .venv from requirements-dev.lock (hashes checked), or brings an existing one up to it. Run by make, never by hand.
# Needs Python 3.11 or later and the package registry that pip is configured for; nothing else. Does not need uv.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
stop() { say ""; for line in "$@"; do say "$line"; done; exit 2; }

modern() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.11 python3.12 python3.13 python3.14; do
        if modern "$candidate"; then printf '%s' "$candidate"; return; fi
    done
    stop "Kept needs Python 3.11 or later, and none was found. On Debian 12: apt-get install python3. Elsewhere: make PYTHON=/path/to/python3" \
         "Kept 需要 Python 3.11 或更高版本，但未找到。Debian 12 请执行 apt-get install python3；其他系统请用 make PYTHON=解释器路径。"
}

has_pip() { .venv/bin/python -m pip --version >/dev/null 2>&1; }

install_venv_package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    say "This Python cannot make environments yet; installing Debian's python3-venv."
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-venv; } >&2
}

# Debian ships Python without ensurepip unless python3-venv is installed, hence the ladder.
make_venv() {
    python=$1
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && has_pip && return
    rm -rf .venv
    if install_venv_package && "$python" -m venv .venv >/dev/null 2>&1 && has_pip; then return; fi
    rm -rf .venv
    if "$python" -m pip --version >/dev/null 2>&1 && "$python" -m venv --without-pip .venv >/dev/null 2>&1 \
        && "$python" -m pip --python .venv/bin/python install -q pip >&2 && has_pip; then return; fi
    rm -rf .venv
    "$python" -m virtualenv -q .venv >/dev/null 2>&1 && has_pip && return
    rm -rf .venv
    stop "No Python environment can be made here: ensurepip, pip and virtualenv are all missing. As root: apt-get install python3-venv" \
         "无法在此创建 Python 环境：缺少 ensurepip、pip 和 virtualenv。请以 root 身份执行 apt-get install python3-venv。"
}

fresh() {
    [ -x .venv/bin/python ] || return 1
    for source in requirements-dev.lock pyproject.toml sdk/pyproject.toml tools/environment.sh; do [ .venv/.made -nt "$source" ] || return 1; done
}

writable() { [ -w .venv ] && [ -w .venv/bin ]; }

if [ -d .venv ] && ! writable; then
    stop "$(pwd)/.venv belongs to another user. Remove it, or give it to $(id -un)." "$(pwd)/.venv 属于其他用户。请删除该目录，或将其归属改为 $(id -un)。"
fi
# One at a time: the folder itself is the lock, so that nothing is left behind.
if command -v flock >/dev/null 2>&1; then exec 9<.; flock 9; fi
here=$(pwd -P)
# The programs of an environment name its folder: one that was copied or moved along with the checkout would run the old one.
if [ -s .venv/.made ] && [ "$(cat .venv/.made)" != "$here" ]; then rm -rf .venv; fi
if fresh; then exit 0; fi
if modern .venv/bin/python && has_pip; then say "Bringing .venv up to requirements-dev.lock ..."
else say "Making .venv (once; about a minute) ..."; make_venv "$(find_python)"; fi

quiet=$([ -t 2 ] && [ -z "${CI:-}" ] || printf -- '-q')
# shellcheck disable=SC2086
.venv/bin/python -m pip install $quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock >&2 ||
    stop "The locked packages could not be installed; pip's reason stands above. Check the network and pip's configuration, then run make again." \
         "锁定的依赖未能安装，原因见上方 pip 的输出。请检查网络与 pip 配置后重新执行 make。"
.venv/bin/python -m pip install -q --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable . --editable sdk >&2
printf '%s\n' "$here" > .venv/.made
