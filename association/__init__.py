"""The association's portal: cellar (base, accounts) and roof (portal, urls, celery) of the house."""

import atexit
import gc

# Two thousand modules come at the start and stay to the end. To look for garbage among them, again
# and again while they come and twice before they go, took a command two fifths of its time.
gc.set_threshold(50_000, 10, 10)
atexit.register(gc.freeze)
