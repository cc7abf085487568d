"""What is measured, against whom; each module prints its table: `python -m benchmarks.imports`."""
