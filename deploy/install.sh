#!/usr/bin/env bash
# Prepare this copy: libraries of the machine, .venv, the locked packages.
#   deploy/install.sh run   what the product needs to run
#   deploy/install.sh dev   also what tests and checks need
# Work is done only when a list of packages changed; FULL=yes looks at the machine again.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}
place=.venv/place

say() { printf '%s\n' "$*" >&2; }

# The newest interpreter is not always `python3`: the first one that is new enough serves.
python_of_machine() {
    local name
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "Cần Python 3.11 trở lên; máy này có: $(python3 --version 2>/dev/null || echo 'chưa có Python')."
    say "Hãy cài Python 3.11 (hoặc mới hơn), hoặc chỉ rõ: make install PYTHON=/đường/dẫn/python3.11"
    return 1
}

# A folder copied or moved elsewhere keeps a .venv whose scripts point to the old place.
venv_is_good() {
    [ "$(cat "$place" 2>/dev/null || pwd)" = "$(pwd)" ] &&
        .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

make_venv() {
    local python=$1
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        say "Python của máy thiếu phần tạo môi trường riêng (venv, ensurepip)."
        say "Hãy nhờ người quản trị máy chạy:  apt-get install python3-venv"
        return 1
    fi
    say "Tạo môi trường Python trong .venv ($("$python" --version))…"
    "$python" -m venv --clear .venv
}

install_packages() {
    local list=$1 kept=.venv/$1
    if cmp -s "$list" "$kept"; then
        return
    fi
    say "Cài các gói trong $list…"
    if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-input --require-hashes --requirement "$list"; then
        say "Chưa cài được các gói trong $list. Hãy kiểm tra kết nối mạng rồi chạy lại."
        return 1
    fi
    cp "$list" "$kept"
}

lists=(requirements.txt)
if [ "$what" = dev ]; then
    lists+=(requirements-dev.txt)
fi

is_done() {
    local list
    for list in "${lists[@]}"; do
        cmp -s "$list" ".venv/$list" || return 1
    done
    venv_is_good
}

if [ "${FULL:-}" != yes ] && is_done; then
    exit 0
fi
python=$(python_of_machine)
deploy/install-system.sh "$what" "$python"
venv_is_good || make_venv "$python"
pwd >"$place"
for list in "${lists[@]}"; do
    install_packages "$list"
done
