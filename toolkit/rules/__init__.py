"""Rules: every threshold once, with its allowed range, its sources and the grade of the evidence.
Functions take ``rules=`` and no number is buried in code. Knows only `terms`."""

from toolkit.rules.rulebook import Rule, RuleError, Rules, default_rules, sources

__all__ = ["Rule", "RuleError", "Rules", "default_rules", "sources"]
