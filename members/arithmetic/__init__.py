"""What membership comes to in money and days: pure functions, no database and no Django.

Values such as tiers and organisation types are the plain strings that ``members.enums`` names.
"""
