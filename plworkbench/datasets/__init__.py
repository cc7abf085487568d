"""Sample classes: two real sets, one synthetic set with known truth, and the seeded simulator that made it."""

from plworkbench.datasets.canvas import canvas_gradebook
from plworkbench.datasets.class_set import ClassSet
from plworkbench.datasets.samples import SAMPLES, Sample, load_sample, write_samples
from plworkbench.datasets.simulator import simulate_classes

__all__ = ["SAMPLES", "ClassSet", "Sample", "canvas_gradebook", "load_sample", "simulate_classes", "write_samples"]
