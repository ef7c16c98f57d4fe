"""The secretariat's screens of the register, the dues and the relief, mounted in the admin site."""
