"""What another system may have reckoned; the floor's ``association.base.api`` holds the rest."""
