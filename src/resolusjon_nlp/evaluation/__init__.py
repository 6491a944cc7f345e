"""Measuring: gold sources, metrics."""
