#!/usr/bin/env python
"""Django's commands, with the embedded servers joined or started where no others are named."""

import os
import signal
import sys

# These read code and files alone; they must work where no server can be started.
WITHOUT_DATABASE = {
    "", "help", "version", "check", "collectstatic", "findstatic", "compilemessages",
    "makemessages", "makemigrations", "diffsettings", "startapp", "settings_table", "licences",
}  # fmt: skip
MIGRATES_ITSELF = {
    "migrate", "showmigrations", "sqlmigrate", "dbshell", "flush", "restore", "doctor",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "association.settings")
    from association.launch import embedded, prepare

    arguments = sys.argv[1:]
    command = next((word for word in arguments if not word.startswith("-")), "")
    data_dir = embedded.data_dir_from_environment()
    os.environ["DATA_DIR"] = str(data_dir)
    options = {word.partition("=")[0] for word in arguments if word.startswith("-")}
    if command in WITHOUT_DATABASE or {"--help", "-h", "--version"} & options:
        execute()
        return
    if command == "verify" and {"--qr", "--key"} <= options:  # by a public key alone
        execute()
        return
    for signum in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) != signal.SIG_IGN:
            signal.signal(signum, lambda caught, _frame: sys.exit(128 + caught))
    try:
        pair = embedded.ensure(data_dir)
    except embedded.LaunchError as error:
        sys.exit(str(error))
    with pair:
        os.environ.update(pair.environment())
        if pair.embedded and command not in MIGRATES_ITSELF:
            prepare.first_migration(data_dir)
        execute()


def execute() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
