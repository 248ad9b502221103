"""`python -m flows.cli`: the same as `cchc`."""
from flows.cli import main

main()
