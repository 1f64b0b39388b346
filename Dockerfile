# unverified: no image engine where this is developed. The parts were run by hand; the build as a whole was not.
#
#   docker build -t monitor .
#   docker run --rm -p 127.0.0.1:8000:8000 -v monitor-data:/srv/monitor/data monitor
FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /opt/monitor
COPY requirements.lock ./
RUN /opt/monitor/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY config ./config
COPY seeds ./seeds
COPY monitor ./monitor
RUN /opt/monitor/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /srv/monitor --uid 10001 monitor \
    && install -d -o monitor -g monitor /srv/monitor/data
COPY --from=build /opt/monitor /opt/monitor
COPY --from=build /build/LICENSE /build/NOTICE /srv/monitor/
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER monitor
WORKDIR /srv/monitor
# Mount a folder of your own on /srv/monitor/config (monitor init makes one); without it the packaged defaults apply.
VOLUME /srv/monitor/data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8000), 3).close()"]
ENTRYPOINT ["monitor"]
CMD ["run", "--host", "0.0.0.0", "--port", "8000"]
