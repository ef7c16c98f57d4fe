"""The life of a case: who applies, who looks, who decides, and by when."""
