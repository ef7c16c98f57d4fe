from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id at the measure of the OWASP cheat sheet (19 MiB, two passes, one lane).

    Django's own hundred MiB a sign-in would be the better part of a gigabyte when eight people
    come at once, on a machine that the office has anyway.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
