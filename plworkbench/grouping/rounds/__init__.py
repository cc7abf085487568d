"""Plans of several rounds, jigsaws, stations, and who reviews whose work."""
