"""Review organisations, offices, experts: who may look at which company, and who is asked to."""
