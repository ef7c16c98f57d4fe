"""What companies, review organisations and the bureau's offices see."""
