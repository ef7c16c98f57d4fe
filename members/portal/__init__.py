"""A member company's own screens. Everything is fetched through the member one acts for."""
