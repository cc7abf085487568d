"""What a grouping costs, and the search for the cheapest one."""
