"""Hard rules: whether all of them can hold, a placement that keeps them, and a smallest set that contradicts itself."""
