"""Database, files and keys in one archive, and back: ``making``, ``restoring``.

An archive is an uncompressed tar::

    database.dump      of pg_dump, custom format
    files/…            every stored file that a row of the dump names
    keys/…             unless they were left out
    manifest.json      sizes and SHA-256 of the parts; rows and digest of each table; the audit's head
    manifest.sha256    of the manifest: the last member, so that a torn archive lacks it
"""
