from training.models.ruleset import RuleSet

__all__ = ["RuleSet"]
