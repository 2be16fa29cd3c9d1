#!/usr/bin/env bash
# Lock the packages again: versions and hashes, no addresses.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
if [ ! -x "$uv" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
for list in requirements requirements-dev; do
    "$uv" pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
        --python-version 3.11 ${UPGRADE:+--upgrade} "$list.in" --output-file "$list.txt"
done
echo "Đã khóa lại requirements.txt và requirements-dev.txt. Cài: make install"
