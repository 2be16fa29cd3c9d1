#!/usr/bin/env bash
# Begin again with the sample data. What was there (database, papers, anchors of the audit log) is
# kept once, in var/before-reload.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${DATABASE_URL:-}${MEDIA_ROOT:-}" ]; then
    echo "Lệnh này chỉ dành cho dữ liệu thử trong thư mục var; hãy bỏ DATABASE_URL và MEDIA_ROOT." >&2
    exit 1
fi
if [ "${FORCE:-}" != 1 ]; then
    python3 deploy/port.py "${PORT:-8000}" || {
        echo "Nếu đó là make run thì hãy dừng trước khi nạp lại." >&2
        exit 1
    }
    read -r -p "Dữ liệu thử sẽ được nạp lại từ đầu? (có/không) " answer || answer=
    case "$answer" in
        có | Có | CÓ | co | Co | CO | c) ;;
        *) echo "Không thay đổi gì." && exit 0 ;;
    esac
fi
deploy/install.sh run
rm -rf var/before-reload
mkdir -p var/before-reload
for old in var/db.sqlite3 var/db.sqlite3-wal var/db.sqlite3-shm var/media var/audit; do
    if [ -e "$old" ]; then
        mv "$old" var/before-reload/
    fi
done
DEMO=on .venv/bin/python manage.py start | sed '/localhost/d'
echo "Đã nạp lại. Chạy: make run"
