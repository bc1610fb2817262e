#!/usr/bin/env python3
"""Compares the weights and outputs of one experiment run on the CPU and with CUDA, and
prints a row of a table.  compare.py NAME CPU CUDA, the folders of `run -o`; exit status 1
where they differ by more than 1e-9, or where the second run was not on CUDA.

Where a loss is minimised until it falls no more, the way there is no measure of a device:
λ larger by its last bit moves the second step by a thousandth, on the CPU too, and the end by
the root of the loss's last digits, or more where the loss is flat.  There 1e-9 holds for the
weights and the loss of the start and the first step and for the outputs of every other model,
1e-6 for the loss that was reached and 1e-4 for the outputs of the weights that were learnt."""
import csv
import json
import math
import pathlib
import re
import sys

ALLOWED = 1e-9
ALLOWED_LOSS = 1e-6
ALLOWED_MINIMISED = 1e-4
FIRST_STEPS = 1
MINIMISERS = 'loo', 'evidence'


def read(folder, name):
    with open(folder / name, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def last_weights(folder):
    """The learnt weights of every fold: {(fold, column): value}."""
    last = {row['fold']: row for row in read(folder, 'weights.csv')}
    return {(fold, key): float(row[key]) for fold, row in last.items()
            for key in row if key.startswith('a_')}


def first_weights(folder):
    """Those of the first steps: {(fold, iteration, column): value}."""
    return {(row['fold'], row['iteration'], key): float(row[key])
            for row in read(folder, 'weights.csv') if int(row['iteration']) <= FIRST_STEPS
            for key in row if key.startswith('a_') or (key == 'loo_loss' and row[key])}


def last_loss(folder):
    last = {row['fold']: row for row in read(folder, 'weights.csv')}
    return {fold: float(row['loo_loss']) for fold, row in last.items() if row['loo_loss']}


def outputs(folder, learnt):
    """Of the models with learnt weights, or of all others."""
    return {(row['model'], row['fold'], row['row'], key): float(row[key])
            for row in read(folder, 'predictions.csv')
            if row['model'].startswith('wntk') == learnt
            for key in row if key.startswith('output')}


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
    method = re.search(r'^Method=(\S+)', runs[0]['experiment'], re.MULTILINE)
    minimises = (method.group(1) if method else 'loo') in MINIMISERS
    weights = (first_weights if minimises else last_weights)
    weights = difference(weights(cpu), weights(cuda), True)
    loss = difference(last_loss(cpu), last_loss(cuda), True) if minimises else 0
    learnt = outputs(cpu, True)
    others = outputs(cpu, False)
    if not learnt and not others:
        sys.exit('there are no outputs to compare')
    output = difference(others, outputs(cuda, False), False)
    own = difference(learnt, outputs(cuda, True), False)
    good = (max(weights, output) <= ALLOWED and loss <= ALLOWED_LOSS
            and own <= (ALLOWED_MINIMISED if minimises else ALLOWED))
    print(f"| {name} | {weights:.1e} | {output:.1e} | {own:.1e} | {runs[0]['seconds']:.2f} | "
          f"{runs[1]['seconds']:.2f} | {'passed' if good else 'FAILED'} |")
    if not good:
        sys.exit(f'weights differ by {weights:.1e}, outputs by {output:.1e}, those of the learnt '
                 f'weights by {own:.1e}, the loss by {loss:.1e}; {ALLOWED:.0e} is allowed'
                 + (f', {ALLOWED_MINIMISED:.0e} and {ALLOWED_LOSS:.0e} for the last two'
                    if minimises else ''))


if __name__ == '__main__':
    main()
