#!/usr/bin/env bash
# Libraries of the machine: those that print papers (needed), Chromium and LibreOffice (tests only).
#   deploy/install-system.sh run|dev [python3]
# Installs what is missing when it may (root, or sudo without a password); otherwise names it.
set -euo pipefail
what=${1:-run}
python=${2:-python3}

say() { printf '%s\n' "$*" >&2; }

# Asked of the loader, not of the package manager: libraries may come from anywhere.
missing_libraries() {
    "$python" - <<'PYTHON'
import ctypes

PACKAGES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
for library, package in PACKAGES.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
}

has_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null 2>&1

missing() {
    missing_libraries
    if [ "$what" = dev ] && ! has_chromium; then
        echo chromium
    fi
    if [ "$what" = dev ] && ! command -v soffice >/dev/null 2>&1; then
        echo libreoffice-writer-nogui
    fi
}

as_root=()
may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] && return
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && as_root=(sudo -n)
}

install() {
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
    say "Cài vào máy: $*"
    "${apt[@]}" -qq update >&2 || say "Chưa cập nhật được danh sách gói của máy; vẫn thử cài."
    "${apt[@]}" -qq install --yes --no-install-recommends "$@" >&2 || true
}

mapfile -t wanted < <(missing)
if [ ${#wanted[@]} -gt 0 ] && may_install; then
    # One by one: a package without a candidate must not keep the others away.
    for package in "${wanted[@]}"; do
        install "$package"
    done
    mapfile -t wanted < <(missing)
fi
[ ${#wanted[@]} -eq 0 ] && exit 0

say "Máy này còn thiếu: ${wanted[*]}"
say "Hãy nhờ người quản trị máy chạy:  apt-get install --no-install-recommends ${wanted[*]}"
needed=$(printf '%s\n' "${wanted[@]}" | grep -cv -e '^chromium$' -e '^libreoffice' || true)
if [ "$needed" = 0 ]; then
    say "(Chromium và LibreOffice chỉ dùng để kiểm thử; sản phẩm vẫn chạy được.)"
    exit 0
fi
say "Thiếu các thư viện này thì chưa in được văn bản PDF."
exit 1
