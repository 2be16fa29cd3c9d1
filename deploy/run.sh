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

# The clock. It reads from a pipe that the server holds open: when the server ends, however it
# ends, the pipe closes and the clock stops. Ctrl-C is meant for the server.
clock() {
    trap '' INT
    while true; do
        .venv/bin/python manage.py tick || true
        # A minute of silence (status above 128) is the next tick; anything else is the end.
        read -r -t 60 || [ $? -gt 128 ] || return 0
    done
}
# The worker for long work, held by a pipe of its own in the same way.
worker() {
    trap '' INT
    .venv/bin/python manage.py db_worker --interval 1 --no-reload --verbosity 0 &
    local pid=$!
    read -r || true
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}
exec 9> >(clock) 8> >(worker)
# exec: the signal of Ctrl-C reaches the server itself, which ends its workers.
exec .venv/bin/python -m gunicorn tinhdoan.wsgi \
    --config deploy/gunicorn.conf.py --bind "localhost:$PORT" --workers 2 --worker-class gthread --threads 8
