"""A theme across regions and years: figures, quotes, charts and a report one can send."""

from resolusjon_nlp.summaries.collecting import summarise
from resolusjon_nlp.summaries.records import By, Summary, ThemeSummary

__all__ = ["By", "Summary", "ThemeSummary", "summarise"]
