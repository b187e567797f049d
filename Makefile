# The whole project: one environment (.venv, from requirements.txt), one local stack (PostgreSQL and Airflow in .mtqg/).
# Nothing is installed outside this folder. As root the database may live under /var/lib/mtqg (see the README).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MTQG := $(BIN)/mtqg
PYTEST := $(BIN)/python -m pytest
# No stack is started in these folders, nor anything by their tests that are not slow.
SERVERLESS := tests/unit tests/registry tests/forms tests/rules

.DEFAULT_GOAL := help
.PHONY: help demo up down status test test-fast lint bench lock clean

help:  ## Danh sách lệnh | this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed  ## Chạy thử ba kỳ báo cáo, từ đầu đến cuối | three reporting months, from nothing to the marts
	@$(MTQG) demo

up: $(VENV)/.installed  ## Khởi động PostgreSQL và Airflow | start what is not running
	@$(MTQG) up

down: $(VENV)/.installed  ## Dừng toàn bộ | stop everything, leave no process
	@$(MTQG) down

status: $(VENV)/.installed  ## Đang chạy gì, ở đâu | what runs, and where it answers
	@$(MTQG) status

test: test-fast  ## Toàn bộ kiểm thử | the whole suite
	$(PYTEST) $(SERVERLESS) -n 2 -m slow
	$(PYTEST) tests/integration tests/dags -n 2 --dist loadfile --no-loadscope-reorder --durations=25

test-fast: $(VENV)/.installed  ## Kiểm thử nhanh, dưới một phút | what needs neither Airflow nor a whole country
	$(PYTEST) $(SERVERLESS) -n 2 -m "not slow"

lint: $(VENV)/.installed  ## Kiểm tra cách viết | style of Python and SQL
	$(BIN)/ruff check .
	cd dbt_project && ../$(BIN)/sqlfluff lint --disable-progress-bar models tests
	cd dbt_project && MTQG_PASSWORD_MTQG_TRANSFORMER=none ../$(BIN)/dbt --quiet parse --profiles-dir .
	cd dbt_project && ../$(BIN)/dbt-score lint --manifest target/manifest.json
	$(MTQG) data-dictionary --check

bench: $(VENV)/.installed  ## Đo tốc độ | measure
	$(BIN)/python -m bench

lock: $(VENV)/.uv  ## Chốt lại phiên bản thư viện | compile requirements.txt anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra bench --python-version 3.11 --universal --generate-hashes \
		--quiet --output-file requirements.txt
	grep -o '^uv==[0-9.]*' .ci/uv.txt | $(BIN)/uv pip compile - --universal --generate-hashes --no-header --quiet --output-file .ci/uv.txt

clean: ## Xóa môi trường và dữ liệu của máy này | stop everything, remove .venv and .mtqg
	@if [ -x $(MTQG) ]; then $(MTQG) down --remove; fi
	rm -rf $(VENV) .mtqg

# The environment: made once, again when requirements.txt changed.
$(VENV)/.uv: .ci/uv.txt
	@$(PYTHON) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "cần | needed: Python >= 3.11 with venv (Debian: apt-get install python3 python3-venv)"; exit 3; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r .ci/uv.txt
	@touch $@

$(VENV)/.requirements: requirements.txt | $(VENV)/.uv
	@echo "môi trường Python, khoảng một phút | the Python environment, about a minute …"
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.requirements
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@
