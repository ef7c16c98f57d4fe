"""问需卡: what members need, from the card to the answer that they read."""
