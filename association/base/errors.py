class Refused(Exception):  # noqa: N818 - reads as what happened: the rule refused
    """A rule says no. The message is a sentence in Chinese that names the place and the mend."""

    plain = True
    """The sentence says it all. A screen has to show more of a refusal that isn't plain."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
