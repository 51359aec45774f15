"""Draws the figures that ``python -m bench --json`` wrote: requests a second of each server, by size.

``.venv-bench/bin/python bench/plots.py FIGURES FOLDER``: the environment of the bench has Matplotlib.
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

mpl.rcParams["svg.hashsalt"] = "dateline"
OURS = {"Dateline, SQLite": "#b3261e", "Dateline, PostgreSQL": "#e07a5f"}
OTHERS = ("#264653", "#2a9d8f", "#8ab17d", "#577590", "#a8a8a8")


def drawn(size: dict[str, Any], file: Path) -> None:
    """Bars for each workload, longer for more requests a second, on a logarithmic scale."""
    workloads = list(dict.fromkeys(each["workload"] for each in size["figures"]))
    peers = list(dict.fromkeys(each["peer"] for each in size["figures"]))
    others = iter(OTHERS)
    colours = {peer: OURS.get(peer) or next(others) for peer in peers}
    figure, axes = plt.subplots(len(workloads), figsize=(8, 1.35 * len(workloads)), sharex=True)
    for axis, workload in zip(axes, workloads, strict=True):
        found = [each for each in size["figures"] if each["workload"] == workload and not each["refused"]][
            ::-1
        ]
        axis.barh(
            [each["peer"] for each in found],
            [each["per_second"] for each in found],
            color=[colours[each["peer"]] for each in found],
        )
        axis.set_title(workload, loc="left", fontsize=9)
        axis.tick_params(labelsize=7)
        axis.set_xscale("log")
    axes[-1].set_xlabel(
        f"requests a second at {size['statements']:,} statements (more is better)", fontsize=8
    )
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


figures, folder = map(Path, sys.argv[1:])
for size in json.loads(figures.read_text()):
    drawn(size, folder / f"bench-{size['statements']}.svg")
