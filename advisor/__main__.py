"""`python -m advisor`: the same as the `advisor` command."""

from advisor.front import main

main()
