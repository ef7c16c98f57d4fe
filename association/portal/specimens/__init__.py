"""The style page: every atom of ``templates/ui`` in every state, with the call that makes it.

A specimen is a piece of template and what it is given; the page shows both the source and what
comes of it, so that neither can be out of date.
"""

from association.portal.specimens.forms import FORMS
from association.portal.specimens.frames import FRAMES
from association.portal.specimens.lists import LISTS
from association.portal.specimens.records import RECORDS
from association.portal.specimens.shape import Chapter
from association.portal.specimens.states import BUTTONS, STATES

CHAPTERS: tuple[Chapter, ...] = (STATES, BUTTONS, FORMS, LISTS, RECORDS, FRAMES)

__all__ = ["CHAPTERS", "Chapter"]
