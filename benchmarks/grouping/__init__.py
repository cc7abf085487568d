"""What groups are measured against: `python -m benchmarks.grouping` prints the tables.

It needs the extra `[benchmarks]`: k-means-constrained, OR-tools, HiGHS (highspy) and, for the second algorithm of the
maximally diverse groups, numba. None of them is needed to form groups. They are best kept in an environment of their
own, because they ask for their own versions of numpy:

    python3.11 -m venv rivals
    rivals/bin/pip install -e '.[benchmarks]'
    rivals/bin/python -m benchmarks.grouping --into benchmarks/results/grouping.md

`--quick` shows in small that everything works; `--parts` chooses among preview, rivals, homogeneous, mdgp, rounds and
exact;
`--files FOLDER` adds published instances of the maximally diverse grouping problem (MDGPLIB, of the Optsicom project),
which are not part of this repository. A rival that is not installed is left out, and the table says so.
"""
