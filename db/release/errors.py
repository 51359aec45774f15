"""What is wrong with a release, or with the wish for one."""


class ReleaseError(Exception):
    """Nothing was written; ``problems`` are sentences for whoever ran the command, one a line."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
