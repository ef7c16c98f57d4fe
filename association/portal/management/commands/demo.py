from typing import Any

from django.core.management.base import BaseCommand

from association.portal.demo import story


class Command(BaseCommand):
    help = "Builds the demo in an empty portal; where there are members it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        built = story.tell()
        self.stderr.write("Demo built." if built else "There are members already: no demo built.")
