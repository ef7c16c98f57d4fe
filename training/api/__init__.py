"""What another system may ask of the line; the floor's ``association.base.api`` holds the rest."""
