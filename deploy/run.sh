#!/usr/bin/env bash
# Try the product on this machine: sample data, one address, Ctrl-C ends everything.
set -euo pipefail
cd "$(dirname "$0")/.."
export PORT=${PORT:-8000} DEMO=on

if command -v python3 >/dev/null 2>&1; then
    python3 deploy/port.py "$PORT"
fi
deploy/install.sh run
.venv/bin/python manage.py start
# exec: the signal of Ctrl-C reaches the server itself, which ends its workers.
exec .venv/bin/python -m gunicorn tinhdoan.wsgi \
    --config deploy/gunicorn.conf.py --bind "localhost:$PORT" --workers 2 --worker-class gthread --threads 8
