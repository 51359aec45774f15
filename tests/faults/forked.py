"""A process that runs ``dateline load`` again and again, and kills it: ``python -m tests.faults.forked``.

It reads a line ``URL FOLDER SECONDS``, forks a process that runs the real command, kills it with SIGKILL
after that many seconds, and writes ``killed`` or the exit status with the seconds that the command took.
Only the start of Python and the imports are shared, as they would be most of the time of each.
"""

import os
import signal
import sys
import time


def main() -> None:
    """Answer lines until the input ends."""
    # All that the command imports while it runs, so that what is killed is the load and no import.
    import db.dossier.loading
    import db.migration
    import db.search.indexing  # noqa: F401
    from api.cli import app

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        url, folder, seconds = line.split()
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            try:
                app(["load", folder, "--database", url], standalone_mode=True)
            except SystemExit as end:
                os._exit(int(end.code or 0))
            finally:
                os._exit(70)
        said = ended(child, begun, float(seconds))
        sys.stdout.write(said + "\n")
        sys.stdout.flush()


def ended(child: int, begun: float, seconds: float) -> str:
    """How the command ended, by itself or not."""
    while time.monotonic() - begun < seconds:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return f"{os.waitstatus_to_exitcode(status)} {time.monotonic() - begun}"
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return "killed 0" if os.WIFSIGNALED(status) else f"{os.waitstatus_to_exitcode(status)} {seconds}"


if __name__ == "__main__":
    main()
