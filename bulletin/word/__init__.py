"""A Word file read into blocks, with a report of what was lost. The file itself is kept as it came."""

from bulletin.word.reading import Read, WordPicture, read

__all__ = ["Read", "WordPicture", "read"]
