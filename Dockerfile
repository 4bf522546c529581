# The bot alone; compose.yaml puts Valkey beside it. Pin the base by digest where you build:
#   docker build --build-arg BASE=python:3.13-slim-bookworm@sha256:... .
ARG BASE=python:3.13-slim-bookworm
FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${BASE}
# Its own user, a root that can stay read-only, one writable folder.
RUN useradd --system --uid 10001 --home /app motcua && install -d -o motcua -m 700 /app/var
WORKDIR /app
COPY --from=build /venv /venv
COPY procedures.yaml ./
COPY intents ./intents
COPY tests/intents ./tests/intents
COPY tests/conversations ./tests/conversations
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 MOTCUA_HOST=0.0.0.0 MOTCUA_VAR_DIR=/app/var MPLCONFIGDIR=/tmp/matplotlib
USER motcua
VOLUME /app/var
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8081/live', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["motcua"]
CMD ["run"]
