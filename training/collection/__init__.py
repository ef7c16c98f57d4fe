"""领证: when a team comes, who signs for a certificate, and what still lies with us."""
