"""What the money comes to: by year, overdue, relieved, published; and whether the books hold."""
