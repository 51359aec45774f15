import sys

from dateline_graphql import Dateline, Stance

dateline = Dateline(f"{sys.argv[1]}/graphql")
answer = dateline.statements("volodymyr-zelenskyy", "ukrainian-presence-in-belgorod-region", Stance.AFFIRMS)
for statement in answer.statements.nodes:
    print(f"{statement.said.edtf}: {statement.proposition}")
