"""The tar file: written whole or not at all, and believed only after every hash was compared."""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from association.base.backup.contents import Manifest, Part, hash_of
from association.base.errors import Refused

FORMAT = 1
DUMP, FILES, KEYS = "database.dump", "files/", "keys/"
MANIFEST, SEAL = "manifest.json", "manifest.sha256"


class Writer:
    """Adds parts to an open archive and remembers what they were."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, content: IO[bytes] | Any, size: int) -> str:
        """Streams ``size`` bytes; their SHA-256. Raises OSError if there are fewer."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        reader = _Hashing(content)
        self._tar.addfile(entry, reader)
        sha256 = reader.digest.hexdigest()
        self.parts[name] = {"bytes": size, "sha256": sha256}
        return sha256

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as content:
            self.add(name, content, path.stat().st_size)

    def finish(self, manifest: Manifest) -> None:
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        seal = hashlib.sha256(text).hexdigest().encode()
        self.add(MANIFEST, BytesIO(text), len(text))
        self.add(SEAL, BytesIO(seal), len(seal))


class _Hashing:
    def __init__(self, content: Any) -> None:
        self._content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk: bytes = self._content.read(size)
        self.digest.update(chunk)
        return chunk


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """An archive that only its owner may read; under its name only once it is on the disk."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
        _keep(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def _keep(folder: Path) -> None:
    """The new name survives a power cut as well."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def verified(path: Path) -> Manifest:
    """The manifest, after every byte of the archive was compared with it. Raises Refused."""
    found: dict[str, Part] = {}
    texts: dict[str, bytes] = {}

    def look(entry: tarfile.TarInfo, content: IO[bytes]) -> None:
        if entry.name in (MANIFEST, SEAL):
            texts[entry.name] = content.read()
        else:
            found[entry.name] = {"bytes": entry.size, "sha256": hash_of(content)}

    each(path, look)
    if set(texts) != {MANIFEST, SEAL}:
        raise Refused(f"{path} 不是完整的备份：缺少清单，可能没有写完或没有传完。请换一份备份。")
    if hashlib.sha256(texts[MANIFEST]).hexdigest().encode() != texts[SEAL]:
        raise Refused(f"{path} 的清单已损坏。请换一份备份。")
    manifest: Manifest = json.loads(texts[MANIFEST])
    if manifest["format"] > FORMAT:
        raise Refused(f"{path} 由更新的版本写成，这个版本读不懂。请先升级门户再恢复。")
    for name in sorted(set(found) | set(manifest["parts"])):
        if found.get(name) != manifest["parts"].get(name):
            raise Refused(f"{path} 里的 {name} 与清单不符，备份已损坏。请换一份备份。")
    return manifest


def each(path: Path, do: Callable[[tarfile.TarInfo, IO[bytes]], None]) -> None:
    """Calls ``do`` with every member in turn. Raises Refused if it isn't such an archive."""
    try:
        with tarfile.open(path, "r:") as tar:
            for entry in tar:
                content = tar.extractfile(entry) if entry.isreg() else None
                if content is None:
                    raise Refused(f"{path} 里的 {entry.name} 不是普通文件，不是我们写的备份。")
                do(entry, content)
    except FileNotFoundError as error:
        raise Refused(f"没有文件 {path}，请核对路径。") from error
    except (tarfile.TarError, OSError, EOFError) as error:
        raise Refused(f"{path} 读不出来，可能已损坏或不是备份：{error}") from error
