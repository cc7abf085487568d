"""The search behind the surface of scikit-learn."""
