# Mọi lệnh cần dùng; `make` không kèm gì sẽ in danh sách này.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check lint types content benchmark browser lock clean

help: ## In danh sách lệnh
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/run.stamp: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cần Python 3.11 trở lên; ví dụ: make run PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Đang cài thư viện đã khoá phiên bản ..."
	@$(PIP) install --quiet --require-hashes -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	@echo "Đang cài công cụ kiểm thử ..."
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/run.stamp ## Chạy thử tất cả với Zalo giả lập, in ra một địa chỉ để mở
	@exec $(BIN)/python -m bot run --simulated $(ARGS)

browser: # Chromium của Debian cho kiểm thử trang; trên máy không phải Debian thì nói rõ
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  echo "Đang cài Chromium để kiểm thử trang ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji >/dev/null \
	    || echo "Không cài được Chromium: các kiểm thử trang sẽ bị bỏ qua (khi CI=true thì hỏng)."; \
	else echo "Không có Chromium: các kiểm thử trang sẽ bị bỏ qua (cài gói chromium để chạy đủ)."; fi

test: $(VENV)/dev.stamp browser ## Cài những gì còn thiếu rồi chạy mọi kiểm thử
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/dev.stamp ## Văn phong mã nguồn
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## Kiểu dữ liệu
	@$(BIN)/mypy

content: $(VENV)/run.stamp ## Nội dung: procedures.yaml và intents/
	@$(BIN)/python -m bot check

$(VENV)/benchmarks.stamp: $(VENV)/run.stamp pyproject.toml
	@echo "Đang cài các hệ để so sánh ..."
	@$(PIP) install --quiet uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group benchmarks
	@touch $@

benchmark: $(VENV)/benchmarks.stamp ## Đo mức hiểu câu hỏi cạnh các hệ khác; ARGS="--queries TỆP" cho câu hỏi khác
	@$(BIN)/python -m benchmarks.understanding $(ARGS)

check: lint types content test ## Tất cả những gì phải đúng trước khi đưa lên

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --exclude-newer "$$(date -u -d '7 days ago' +%FT%TZ)"

lock: $(VENV)/dev.stamp ## Khoá lại phiên bản thư viện (bản mới phải đủ một tuần tuổi)
	@$(PIP) install --quiet uv
	@$(LOCK) --group build -o requirements.txt pyproject.toml
	@$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean: ## Xoá môi trường ảo và bộ đệm (không xoá dữ liệu trong var/)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build *.egg-info
