"""培训合格证书: the association's own proof of a training, never a national qualification."""

from training.certificates.printed import KIND, TEMPLATE, Trained, facts

__all__ = ["KIND", "TEMPLATE", "Trained", "facts"]
