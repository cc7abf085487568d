"""The same small view in every framework, each as its own documentation recommends."""
