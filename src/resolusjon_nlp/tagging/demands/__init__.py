"""Demands: cues, clauses, lists, addressees."""
