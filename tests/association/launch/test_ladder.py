"""Each rung for real: as whom the servers run, where the data lie, what is left alone."""

import os
import pwd
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from association.launch import embedded, ladder
from association.launch.places import LaunchError
from tests.association.launch.processes import need_namespaces, need_root

pytestmark = [pytest.mark.xdist_group("servers"), pytest.mark.usefixtures("environment")]

NOBODY = pwd.getpwnam("nobody").pw_uid


def count_after_one_more(pair: embedded.Pair) -> int:
    """Rows of a table that grows by one: how often these data have been used."""
    connection = psycopg2.connect(pair.database_url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS visit (at timestamptz DEFAULT now())")
            cursor.execute("INSERT INTO visit DEFAULT VALUES")
            cursor.execute("SELECT count(*) FROM visit")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


def use(data_dir: Path, *rungs: str) -> int:
    with embedded.ensure(data_dir, rungs=rungs or ladder.RUNGS) as pair:
        return count_after_one_more(pair)


def server_user(data_dir: Path) -> int:
    """As whom Postgres runs, read from the running process."""
    private = ladder.private_folder_of(data_dir)
    home = data_dir if (data_dir / "postgres").exists() else private
    assert home is not None
    pid = (home / "postgres" / "postmaster.pid").read_text().split()[0]
    return Path(f"/proc/{pid}").stat().st_uid


def rung_of(data_dir: Path) -> str:
    return ladder.memory(data_dir)["rung"]


def test_a_plain_user_runs_the_servers_itself(data_dir: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("only a plain user climbs this rung: run the tests as one, too")
    with embedded.ensure(data_dir) as pair:
        assert count_after_one_more(pair) == 1
        assert server_user(data_dir) == os.geteuid()
    assert rung_of(data_dir) == "plain"


def test_as_root_nobody_runs_the_servers_where_the_folders_are_open(data_dir: Path) -> None:
    need_root()
    with embedded.ensure(data_dir) as pair:
        assert count_after_one_more(pair) == 1
        assert server_user(data_dir) == NOBODY
    assert rung_of(data_dir) == "nobody"
    assert use(data_dir) == 2


@pytest.fixture
def closed(data_dir: Path) -> Path:
    """DATA_DIR in a folder that only its owner may enter."""
    data_dir.parent.chmod(0o700)
    return data_dir


def test_below_a_closed_folder_root_takes_a_user_namespace(closed: Path) -> None:
    need_root()
    need_namespaces()
    with embedded.ensure(closed) as pair:
        assert count_after_one_more(pair) == 1
        assert server_user(closed) == 0
    assert rung_of(closed) == "unshare"
    assert use(closed) == 2


def test_where_namespaces_are_forbidden_the_servers_move_to_a_private_folder(
    closed: Path,
) -> None:
    need_root()
    without = tuple(rung for rung in ladder.RUNGS if rung != "unshare")
    with embedded.ensure(closed, rungs=without) as pair:
        assert count_after_one_more(pair) == 1
        assert server_user(closed) == NOBODY
    private = ladder.private_folder_of(closed)
    assert private is not None
    assert stat.S_IMODE(private.stat().st_mode) == 0o711
    assert not (closed / "postgres").exists()
    assert use(closed) == 2, "the remembered rung wins even where another would hold by now"


def test_the_closed_folder_itself_is_left_as_it_is(closed: Path) -> None:
    use(closed)
    assert stat.S_IMODE(closed.parent.stat().st_mode) == 0o700


def test_data_follow_when_a_folder_is_closed_later(data_dir: Path) -> None:
    need_root()
    need_namespaces()
    assert use(data_dir) == 1
    data_dir.parent.chmod(0o700)
    assert use(data_dir) == 2
    assert rung_of(data_dir) == "unshare"
    assert use(data_dir, "relocate") == 3
    assert use(data_dir) == 4
    assert rung_of(data_dir) == "relocate"


def test_an_emptied_data_dir_never_revives_old_data(closed: Path) -> None:
    need_root()
    assert use(closed, "relocate") == 1
    old = ladder.private_folder_of(closed)
    assert old is not None
    try:
        shutil.rmtree(closed)
        assert use(closed, "relocate") == 1
        assert ladder.private_folder_of(closed) != old
    finally:
        shutil.rmtree(old)


def test_a_lost_private_folder_is_told_not_replaced(closed: Path) -> None:
    need_root()
    use(closed, "relocate")
    private = ladder.private_folder_of(closed)
    assert private is not None
    shutil.rmtree(private)
    with pytest.raises(LaunchError, match="is gone or not ours: restore it, or empty"):
        embedded.ensure(closed)


def test_root_uses_a_plain_users_data_as_that_user(data_dir: Path) -> None:
    need_root()
    owner = pwd.getpwnam("games").pw_uid
    data_dir.mkdir()
    os.chown(data_dir, owner, -1)
    with embedded.ensure(data_dir) as pair:
        assert count_after_one_more(pair) == 1
        assert server_user(data_dir) == owner
    assert (data_dir / "postgres").stat().st_uid == owner


@pytest.mark.parametrize("name", ["x" * 90, "数据 (1) a%20b"])
def test_a_long_or_strange_path_only_moves_the_sockets(
    new_folder: Callable[[], Path], name: str
) -> None:
    data_dir = new_folder() / name
    with embedded.ensure(data_dir) as pair:
        assert count_after_one_more(pair) == 1
        assert len(pair.redis_url) < 100
    assert (data_dir / "postgres").exists()
    assert use(data_dir) == 2
    ladder.forget(data_dir)


def test_where_no_rung_holds_one_sentence_names_the_way_out(data_dir: Path) -> None:
    with pytest.raises(LaunchError, match="set DATABASE_URL and REDIS_URL, or name an open"):
        embedded.ensure(data_dir, rungs=())


def test_a_data_dir_of_another_user_is_refused(
    data_dir: Path, script: Callable[..., object]
) -> None:
    need_root()
    data_dir.mkdir()
    code = (
        "import os, sys; from pathlib import Path; from association.launch import embedded;"
        f"os.setuid({NOBODY});"
        f"embedded.ensure(Path({str(data_dir)!r}))"
    )
    process = script("-c", code)
    assert "belongs to user 0: run as that user or set DATA_DIR" in process.communicate()[1]  # type: ignore[attr-defined]
