# The portal's image: web, worker, beat and manage.py are the same image with another command.
# docker-compose.yml says which; docs/server.md says how.
FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/portal
COPY association/launch/requirements.txt association/launch/fonts.py /build/
RUN /opt/portal/bin/pip install --no-deps --require-hashes -r /build/requirements.txt
# The two static Chinese faces; the 30 MB that they are cut from stay behind.
RUN /opt/portal/bin/python /build/fonts.py /opt/portal/share/association/fonts \
    && /opt/portal/bin/pip uninstall --yes justmytype-intl-cjk

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid portal --home-dir /data --no-create-home \
        --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --group portal --mode 0750 /data
COPY --from=build /opt/portal /opt/portal
ENV PATH=/opt/portal/bin:$PATH \
    LC_ALL=C.UTF-8 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=association.settings \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data \
    STATIC_ROOT=/srv/static \
    FONTCONFIG_FILE=/opt/portal/share/association/fonts/fonts.conf \
    XDG_CACHE_HOME=/tmp/cache
WORKDIR /srv/portal
COPY LICENSE manage.py pyproject.toml ./
COPY association/ association/
COPY bulletin/ bulletin/
COPY members/ members/
COPY standardization/ standardization/
COPY training/ training/
COPY templates/ templates/
COPY static/ static/
# Nothing is signed with this key: settings need one to be read at all.
RUN python -m compileall -q association bulletin members standardization training \
    && SECRET_KEY=of-the-build-alone python manage.py collectstatic --noinput --verbosity 0
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "association/launch/probe.py", "/readyz"]
CMD ["gunicorn", "-c", "association/launch/web.py", "association.wsgi"]
