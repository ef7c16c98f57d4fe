"""Numbers without a gap, per kind and year: 1, 2, 3 … in the order of the transactions.

A sequence of the database would leave a gap at every rollback. Here a number is given by the
transaction that uses it: the counter's row stays locked until that transaction ends, and whoever
comes next waits for it. If it is rolled back, or its connection dies, the next one gets the same
numbers. What was given once and committed is given for good; a void document keeps its number.
"""

from django.db import connection, transaction

_TAKE = """
insert into base_numbercounter as counter (kind, year, last) values (%s, %s, %s)
on conflict (kind, year) do update set last = counter.last + excluded.last
returning last
"""


def take(kind: str, year: int, count: int = 1) -> range:
    """The next ``count`` numbers, in one statement however many.

    Call it late in a transaction: everybody else who wants a number of this kind and year waits
    until that ends. Raises TransactionManagementError outside one, where the numbers would be
    given before it is known whether anything uses them, and ValueError if ``count`` is below 1.
    """
    if count < 1:
        raise ValueError(f"{count} is no count of numbers")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [kind, year, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
