"""What scoring rules and estimates are measured against: `python -m benchmarks.mastery` prints the tables.

It needs the extra `[benchmarks]` (DuckDB, pyarrow). `--quick` shows in small that everything works; `--parts` chooses
among rules, estimators and truth; `--into benchmarks/results/mastery.md` writes the committed table.

pyBKT needs an environment of its own, because it fails with scikit-learn 1.8 and numpy 2.4. What is measured is its C++
build: the source distribution brings Eigen and builds with g++ and OpenMP.

    python3.11 -m venv pybkt
    pybkt/bin/pip install numpy==2.2.6 pandas==2.3.3 scikit-learn==1.5.2 requests setuptools wheel
    pybkt/bin/pip install --no-build-isolation --no-deps --no-binary pyBKT pyBKT==1.4.3
    PYBKT_PYTHON=$PWD/pybkt/bin/python python -m benchmarks.mastery

Without PYBKT_PYTHON the rows of pyBKT are left out, and the table says why. The C++ of pyBKT 1.4.3 returns its
log-likelihood cut to a whole number (`PyLong_FromLong(*total_loglike)` in source-cpp/pyBKT/fit/E_step.cpp), so its EM
ends when a round gains less than about 1, and not .001. To measure it with that mended as well, write
`PyFloat_FromDouble(*total_loglike)` there, build it in a second environment and name that one in PYBKT_MENDED_PYTHON.
"""
