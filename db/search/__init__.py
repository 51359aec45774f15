"""Search: the words of every entity, how they are kept current, and what people type to find them.

``words`` takes texts apart, ``ranking`` puts what is found in order, ``index`` is the full-text index of
either database, ``indexing`` keeps it current. ``question`` reads what was typed, ``matching`` writes it as
each database's index wants it, ``snippet`` shows where it was found.
"""
