#!/usr/bin/env python3
"""Compares the weights and outputs of one experiment run on the CPU and with CUDA, and
prints a row of a table.  compare.py NAME CPU CUDA, the folders of `run -o`; exit status 1
where they differ by more than 1e-9, or where the second run was not on CUDA."""
import csv
import json
import math
import pathlib
import sys

ALLOWED = 1e-9


def read(folder, name):
    with open(folder / name, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def last_weights(folder):
    """The learnt weights of every fold: {(fold, column): value}."""
    last = {row['fold']: row for row in read(folder, 'weights.csv')}
    return {(fold, key): float(row[key]) for fold, row in last.items()
            for key in row if key.startswith('a_')}


def outputs(folder):
    return {(row['model'], row['fold'], row['row'], key): float(row[key])
            for row in read(folder, 'predictions.csv') for key in row if key.startswith('output')}


def difference(first, second, relative):
    """The largest difference: of each value, or of the largest one."""
    if first.keys() != second.keys():
        sys.exit('the two runs have other rows')
    size = max((abs(value) for value in first.values()), default=1) or 1
    worst = 0.0
    for key, value in first.items():
        scale = max(abs(value), 1e-300) if relative else size
        found = abs(value - second[key]) / scale
        if math.isnan(found) or found > worst:
            worst = found if not math.isnan(found) else math.inf
    return worst


def main():
    name, cpu, cuda = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    runs = [json.loads((folder / 'results.json').read_text(encoding='utf-8'))
            for folder in (cpu, cuda)]
    if [run['device']['id'] for run in runs] != ['cpu', 'cuda']:
        sys.exit(f"the second run was on {runs[1]['device']['name']}")
    weights = difference(last_weights(cpu), last_weights(cuda), True)
    values = outputs(cpu)
    if not values:
        sys.exit('there are no outputs to compare')
    output = difference(values, outputs(cuda), False)
    good = max(weights, output) <= ALLOWED
    print(f"| {name} | {weights:.1e} | {output:.1e} | {runs[0]['seconds']:.2f} | "
          f"{runs[1]['seconds']:.2f} | {'passed' if good else 'FAILED'} |")
    if not good:
        sys.exit(f'weights differ by {weights:.1e}, outputs by {output:.1e}; '
                 f'{ALLOWED:.0e} is allowed')


if __name__ == '__main__':
    main()
