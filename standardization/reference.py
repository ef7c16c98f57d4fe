"""What an empty portal already knows of reviews. Each part installs its own, once."""

from standardization.library import content, register


def install() -> None:
    """Idempotent: a row that is there already is left alone."""
    register.install()
    content.install()
