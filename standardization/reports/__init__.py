"""What experts write of a visit, and what a round of a case ends with."""
