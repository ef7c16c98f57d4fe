"""``python association/launch/probe.py /readyz``: exit code 0 if this machine's web answers 200.

For a container's health check, run by its path every few seconds: standard library alone, and
nothing of ``association``, whose package imports Celery. Speaks as the proxy does, so that
ALLOWED_HOSTS and SECURE are no obstacle.
"""

import http.client
import os
import sys

SECONDS = 5


def main(path: str) -> int:
    given = os.environ.get("HOST") or "127.0.0.1"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(given, given)  # noqa: S104 - a name, not a bind
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or "127.0.0.1"
    page = http.client.HTTPConnection(host, int(os.environ.get("PORT") or 8000), timeout=SECONDS)
    try:
        page.request("GET", path, headers={"Host": name, "X-Forwarded-Proto": "https"})
        answer = page.getresponse()
        print(answer.status, answer.read(2000).decode(errors="replace"))
        return 0 if answer.status == 200 else 1
    except (OSError, http.client.HTTPException) as error:
        print(f"{path} on {host}: {error}", file=sys.stderr)
        return 1
    finally:
        page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "/healthz"))
