"""What stands in the repository, read as text and as syntax trees, and the floors it stands on."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ABSENT = {".git", ".venv", ".data", ".cache", "node_modules", "test-results", "__pycache__"}


@cache
def packages() -> tuple[str, ...]:
    """The top-level packages of the product."""
    return tuple(pyproject()["tool"]["importlinter"]["root_packages"])


@cache
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def floors() -> dict[str, int]:
    """Package → height, from the floors' contract; siblings have the same height."""
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    layers = next(row["layers"] for row in contracts if row["id"] == "floors")
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def floor(module: str) -> int:
    """How high a module stands. Raises KeyError if the contract doesn't know its package."""
    name = module
    while name not in floors():
        if "." not in name:
            raise KeyError(module)
        name = name.rpartition(".")[0]
    return floors()[name]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository, also where git isn't at hand."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        return tuple(path for name in names if name and (path := ROOT / name).is_file())
    return tuple(path for path in ROOT.rglob("*") if path.is_file() and _ours(path))


def _ours(path: Path) -> bool:
    return not any(
        part in ABSENT or part.startswith(".data") for part in path.relative_to(ROOT).parts
    )


def python(*folders: str, migrations: bool = False) -> Iterator[Path]:
    """Python files below these folders; all of the repository if none is named."""
    for path in tracked():
        parts = path.relative_to(ROOT).parts
        if path.suffix != ".py" or (folders and parts[0] not in folders):
            continue
        if migrations or "migrations" not in parts:
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"
