"""What the portal shows of accounts beside allauth's pages, and what screens above lean on."""
