# Two commands are enough: `make install`, then `make run`.
SHELL := /bin/bash
PY := .venv/bin/python
TEMPLATES := templates
# Checks look at the code alone: no setting of the shell, no database of this copy.
CLEAN := env -u DEBUG -u DEMO DATABASE_URL=sqlite://:memory:
WORKERS ?= 2
ARGS ?=
export PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install run test proof check fmt demo bench vendor lock _dev

help: ## Danh sách các lệnh này
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## Cài mọi thứ cần để chạy và kiểm thử (máy chủ: make install DEV=no)
	@FULL=yes deploy/install.sh $(if $(filter no,$(DEV)),run,dev)
	@echo "Xong. Chạy thử: make run"

run: ## Chạy thử với dữ liệu mẫu tại http://localhost:8000 (đổi cổng: PORT=8001)
	@exec deploy/run.sh

test: _dev ## Kiểm thử nhanh, trước mỗi lần ghi mã (chọn riêng: ARGS=tests/reports)
	$(PY) -m pytest -n $(WORKERS) -m "not proof" $(ARGS)

proof: _dev ## Kiểm thử dài: toàn bộ quyền, trình duyệt, sự cố
	$(PY) -m pytest -n $(WORKERS) -m proof $(ARGS)

check: _dev ## Soát mã: quy tắc viết, kiểu dữ liệu, tầng nhà, mẫu trang, thay đổi cơ sở dữ liệu
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m djlint $(TEMPLATES) --lint --quiet
	$(CLEAN) $(PY) manage.py makemigrations --check --dry-run
	$(CLEAN) $(PY) manage.py check --fail-level WARNING

fmt: _dev ## Sắp lại mã cho đúng cách trình bày
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

demo: ## Xóa dữ liệu thử và nạp lại từ đầu (không hỏi: FORCE=1)
	@deploy/reload-demo.sh

bench: _dev ## Đo tốc độ
	$(PY) -m bench $(ARGS)

vendor: ## Chép lại các tệp giao diện ghi trong package.json (cần npm)
	npm install --no-package-lock --no-audit --no-fund --ignore-scripts
	python3 deploy/vendor.py

lock: _dev ## Khóa lại phiên bản các gói Python (nâng lên bản mới: UPGRADE=1)
	@deploy/lock.sh

_dev:
	@deploy/install.sh dev
