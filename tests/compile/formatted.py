"""SQL laid out for reading: a line for each clause, subqueries indented."""

import re

_PIECE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|[()]|[^'\"()]+")
_CLAUSE = re.compile(
    r"(?<!LEFT)(?<!CROSS) "
    r"(?=(?:FROM|WHERE|ORDER BY|LIMIT|LEFT JOIN|CROSS JOIN|JOIN|UNION|EXCEPT|GROUP BY|HAVING|WINDOW)\b)"
)
INDENT = "  "


def formatted(sql: str) -> str:
    """The statement over many lines; nothing but white space outside of literals is changed."""
    lines = [""]
    # For each open parenthesis, whether it holds a query.
    queries: list[bool] = []
    pieces = _PIECE.findall(sql)
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        if piece == "(":
            queries.append(re.match(r"(SELECT|WITH|VALUES)\b", following) is not None)
            lines[-1] += "("
            if queries[-1]:
                lines.append(INDENT * sum(queries))
        elif piece == ")":
            if queries.pop():
                lines.append(INDENT * sum(queries))
            lines[-1] += ")"
        elif piece[0] in "'\"":
            lines[-1] += piece
        else:
            first, *clauses = _CLAUSE.split(piece)
            lines[-1] += first
            lines += [INDENT * sum(queries) + clause for clause in clauses]
    return "\n".join(line.rstrip() for line in lines) + "\n"
