"""``make lint``: every check by its name, or those that are named; one that fails hides no other."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
# Without a server Django can't compare with a database's history, and says so; the models decide.
DJANGO = (sys.executable, "-W", "ignore:Got an error checking:RuntimeWarning", "manage.py")
CHECKS = {
    "style": (BIN / "ruff", "check", "."),
    "format": (BIN / "ruff", "format", "--check", "."),
    "floors": (BIN / "lint-imports", "--no-cache"),
    "types": (BIN / "mypy",),
    "migrations": (*DJANGO, "makemigrations", "--check", "--dry-run"),
    "django": (*DJANGO, "check"),
}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in CHECKS]:
        print(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}")
        return 2
    failed = []
    for name in names or CHECKS:
        command = CHECKS[name]
        print(f"--- {name}: {' '.join(Path(str(part)).name for part in command)}", flush=True)
        if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
            failed.append(name)
    print(f"lint: failed: {', '.join(failed)}" if failed else "lint: all clean")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
