#!/bin/sh
# Installs the real engines that tests/engines and tests/browser use: PostgreSQL 15, Chromium, a Chinese font for its pages, axe-core.
set -eu

missing=""
[ -x /usr/lib/postgresql/15/bin/initdb ] || missing="$missing postgresql-15"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"

if [ "$(id -u)" != 0 ]; then
    printf '%s\n' "make test-engines must run as root: it installs Debian packages and starts PostgreSQL under the user postgres." \
        "make test-engines 必须以 root 身份运行：它会安装 Debian 软件包，并以 postgres 用户启动 PostgreSQL。" >&2
    exit 2
fi
axe="${KEPT_TEST_CACHE:-$HOME/.cache/kept-tests}"
[ -f "$axe/axe-core-4.10.3.tgz" ] || command -v npm >/dev/null 2>&1 || missing="$missing npm"
fetch_axe() {
    [ -f "$axe/axe-core-4.10.3.tgz" ] || { mkdir -p "$axe" && (cd "$axe" && npm pack axe-core@4.10.3 --silent >&2); }
}
[ -n "$missing" ] || { fetch_axe; exit 0; }

printf 'Installing%s\n' "$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# The machine's own cluster is neither needed nor wanted: the tests make theirs in a temporary folder.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
fi
apt-get update -q >&2
# shellcheck disable=SC2086
apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 $missing >&2
fetch_axe
