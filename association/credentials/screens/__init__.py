"""What everybody may ask of a certificate. Who issues and revokes has screens in the app above."""
