"""Standards and their versions: in from a workbook, published, told apart, scored by."""
