"""The members' part of ``/api/v1/``: register, dues, standards, ledger. Read only."""
