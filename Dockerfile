# syntax=docker/dockerfile:1
# One image for every Airflow service and for `mtqg`: the pinned environment, the package, and what it reads.
FROM python:3.11-slim-bookworm AS environment

RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/venv/bin/pip install --only-binary :all: --require-hashes --requirement requirements.txt
# The package changes more often than its environment: a layer of its own.
COPY pyproject.toml ./
COPY src src
RUN /opt/venv/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm

# The services run as this user; named volumes take over the owner of the folders they are mounted on.
RUN groupadd --gid 50000 mtqg \
    && useradd --uid 50000 --gid mtqg --home-dir /var/lib/mtqg --no-create-home --shell /usr/sbin/nologin mtqg \
    && for folder in airflow backups data_docs exports landing logs outbox spool; do \
           install --directory --owner mtqg --group mtqg /var/lib/mtqg/$folder; done \
    && chown mtqg:mtqg /var/lib/mtqg

COPY --from=environment /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 \
    MTQG_PROJECT=/opt/mtqg MTQG_HOME=/var/lib/mtqg AIRFLOW_HOME=/var/lib/mtqg/airflow

WORKDIR /opt/mtqg
COPY sql sql
COPY expectations expectations
COPY dbt_project dbt_project
COPY dags dags

USER mtqg
CMD ["mtqg", "--help"]
