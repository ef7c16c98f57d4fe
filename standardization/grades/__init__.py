"""From the conclusion to the grade: public notice, objections, announcement, three years of life."""
