"""`python -m advisor`: the same as the `advisor` command."""

from advisor.command.front import main

main()
