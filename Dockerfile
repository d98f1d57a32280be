# The bot with its pinned packages, run from its source by a user that owns nothing in it.
# docs/install.md says how it is used.
FROM python:3.13-slim AS made
WORKDIR /app
RUN python -m venv /packages
COPY requirements.txt .
RUN /packages/bin/pip install --no-cache-dir --only-binary=:all: --require-hashes -r requirements.txt
COPY LICENSE .
COPY bot bot
RUN python -m compileall -q --invalidation-mode unchecked-hash bot

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin bot \
    && install -d -o bot -g bot -m 700 /data
COPY --from=made /packages /packages
COPY --from=made /app /app
WORKDIR /app
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENV DATABASE_URL=sqlite:////data/webcasts.db PORT=3000 HOME=/data
USER 10001:10001
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import http.client, os; asked = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); asked.request('GET', '/healthz'); raise SystemExit(asked.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
