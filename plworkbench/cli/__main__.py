"""`python -m plworkbench.cli`, for computers where scripts are not on the path."""

from plworkbench.cli import app

if __name__ == "__main__":
    app(prog_name="plworkbench")
