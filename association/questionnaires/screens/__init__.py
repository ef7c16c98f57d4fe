"""Parts of pages that the apps above put into pages of their own: this floor has no addresses."""
