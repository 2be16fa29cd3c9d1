#!/usr/bin/env bash
# Load the demo from scratch, after asking (FORCE=1 does not ask).
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${FORCE:-}" != 1 ]; then
  read -r -p "Xóa mọi dữ liệu đã nhập trên máy này và nạp lại dữ liệu mẫu? (có/không) " answer
  case "$answer" in có|co|Có|CÓ|y|yes) ;; *) echo "Không thay đổi gì."; exit 0 ;; esac
fi
rm -rf var/db.sqlite3 var/db.sqlite3-wal var/db.sqlite3-shm var/media
DEMO=on .venv/bin/python manage.py start
