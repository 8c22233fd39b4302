"""Benchmarks, one module each, and what they need."""
