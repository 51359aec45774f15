import sys

from dateline_rest import Client
from dateline_rest.api.statements import list_statements
from dateline_rest.models import Stance, StatementList

with Client(base_url=sys.argv[1]) as dateline:
    answer = list_statements.sync(
        client=dateline,
        source=["volodymyr-zelenskyy"],
        bearing_event=["ukrainian-presence-in-belgorod-region"],
        bearing_stance=[Stance.AFFIRMS],
    )
if not isinstance(answer, StatementList):
    sys.exit(f"{answer}")
for statement in answer.nodes:
    print(f"{statement.said.edtf}: {statement.proposition}")
