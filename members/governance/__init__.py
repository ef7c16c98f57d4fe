"""The association's bodies: who sits in them, when they meet, what they decide and by which rule."""
