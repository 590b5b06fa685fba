"""The lumps of `engine-speed lumps` (stdin, one JSON object a line) by OR-Tools CP-SAT: cp_sat.py OUT.json.

An exact solver: it gives one set of payments whose nets add up to the deposit to the cent. It is told the net of every
payment, so it need not know the fees, and it runs on one core. Prints a table and writes it for `make bench`.
"""

import json
import statistics
import sys
import time

from ortools.sat.python import cp_model

LIMIT_S = 10.0


def solve(nets, target):
    """The places of one set that adds up (None: not ended within the limit), and the milliseconds it took."""
    start = time.perf_counter()
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"p{i}") for i in range(len(nets))]
    model.add(sum(net * var for net, var in zip(nets, chosen)) == target)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = LIMIT_S
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    took_ms = (time.perf_counter() - start) * 1e3
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, took_ms
    return [i for i, var in enumerate(chosen) if solver.value(var)], took_ms


def row(answers):
    """Figures of the lumps of one size: pairs of (the true set was returned, or None; milliseconds)."""
    times = [took for _, took in answers]
    return {
        "lumps": len(answers),
        "right": sum(right is True for right, _ in answers),
        "unfinished": sum(right is None for right, _ in answers),
        "p50_ms": statistics.median(times),
        "max_ms": max(times),
    }


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: engine-speed lumps | cp_sat.py OUT.json")
    by_size = {}
    for line in sys.stdin:
        lump = json.loads(line)
        found, took_ms = solve(lump["nets"], lump["target"])
        # Equal nets pass for each other, in its favour, as with the other solver.
        nets = [lump["nets"][i] for i in lump["truth"]]
        right = None if found is None else sorted(lump["nets"][i] for i in found) == sorted(nets)
        by_size.setdefault(lump["size"], []).append((right, took_ms))
    rows = {size: row(answers) for size, answers in sorted(by_size.items())}
    print("   N  right  not ended   p50 ms   max ms")
    for size, r in rows.items():
        print(f"{size:4}  {r['right']:2}/{r['lumps']:2}  {r['unfinished']:9}  {r['p50_ms']:7.0f}  {r['max_ms']:7.0f}")
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(rows, out, indent=1)


if __name__ == "__main__":
    main()
