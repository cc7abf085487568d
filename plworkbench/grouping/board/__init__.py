"""What is said of groups as they are: reasons, effects of a change, better swaps, wishes not met."""
