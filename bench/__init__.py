"""Benchmarks: ratios measured in one run, never assertions (`make bench`)."""
