#!/usr/bin/env python3
"""Writes RESULTS.md from what measure.sh has gathered.  report.py FOLDER SECONDS"""
import datetime
import json
import pathlib
import sys


def read(folder, name):
    path = folder / name
    return path.read_text(encoding='utf-8').strip() if path.is_file() else ''


def read_bench(folder, name):
    """None where it was killed before it could print."""
    try:
        return json.loads(read(folder, name))
    except json.JSONDecodeError:
        return None


def number(value, form):
    return '–' if value is None else format(value, form)


def operations(cuda, cpu):
    theirs = {(r['name'], r['n']): r['seconds'] for r in cpu['rows']} if cpu else {}
    print('| operation | n | error | GPU, ms | floor, ms | of the floor | CPU, ms |')
    print('|---|---|---|---|---|---|---|')
    for row in cuda['rows']:
        if row['kind'] != 'operation':
            continue
        seconds, floor = row['seconds'], row['floor']
        ratio = seconds / floor if seconds and floor else None
        other = theirs.get((row['name'], row['n']))
        print(f"| {row['name']} | {row['n']:.0f} | {number(row['error'], '.1e')} | "
              f"{number(seconds and seconds * 1e3, '.3f')} | "
              f"{number(floor and floor * 1e3, '.3f')} | "
              f"{number(ratio, '.2f')} | {number(other and other * 1e3, '.2f')} |")


def learning(cuda, cpu):
    theirs = {(r['name'], r['n']): r['seconds'] for r in cpu['rows']} if cpu else {}
    print('| measure | n | GPU, a second | CPU, a second |')
    print('|---|---|---|---|')
    for row in cuda['rows']:
        if row['kind'] != 'learning':
            continue
        other = theirs.get((row['name'], row['n']))
        print(f"| {row['name']} | {row['n']:.0f} | "
              f"{number(row['seconds'] and 1 / row['seconds'], '.2f')} | "
              f"{number(other and 1 / other, '.3f')} |")


def main():
    folder = pathlib.Path(sys.argv[1])
    devices = {d['id']: d for d in json.loads(read(folder, 'devices.json'))}
    gpu, cpu = devices['cuda'], devices['cpu']
    benches = read_bench(folder, 'bench-cuda.json'), read_bench(folder, 'bench-cpu.json')
    print('# Measured on a GPU\n')
    print(f"Written by `gpu/measure.sh` on {datetime.date.today().isoformat()} in "
          f"{sys.argv[2]} seconds.\n")
    print(f"- GPU: {gpu['name']}, {gpu['memory'] / 1e9:.1f} GB, driver {gpu['driver']}")
    print(f"- {gpu['library']}")
    print(f"- CPU: {cpu['threads']} threads, {cpu['library']}, {cpu['memory'] / 1e9:.1f} GB\n")
    failures = read(folder, 'failures')
    missing = [f"{row['name']}, n = {row['n']:.0f}" for row in (benches[0] or {}).get('rows', [])
               if row['seconds'] is None]
    if benches[0] is None or not any(r['kind'] == 'operation' for r in benches[0]['rows']):
        missing.append('the operations')
    if missing:
        failures += f"\n- the benchmark on the GPU could not measure {'; '.join(missing)}"
    print('## Verdict\n')
    print(f'These failed:\n\n{failures}\n' if failures else 'Nothing failed.\n')
    print('## Operation tests on the GPU\n')
    print('| program | passed | skipped | |\n|---|---|---|---|')
    print(read(folder, 'tests') + '\n')
    print('## compute-sanitizer\n')
    print('| tool | test | |\n|---|---|---|')
    print(read(folder, 'sanitized') + '\n')
    print('## Whole experiments, CPU against CUDA\n')
    print('Largest differences: of each learnt weight, and of the largest output of models '
          'with given and with learnt weights.  1e-9 is allowed; where a loss is minimised '
          '(leave-one-out, evidence) that is of the start, the first step and the given '
          'weights, and 1e-4 of the rest; see compare.py.\n')
    print('| experiment | weights | given | learnt | CPU, s | GPU, s | |')
    print('|---|---|---|---|---|---|---|')
    print(read(folder, 'experiments') + '\n')
    if benches[0] is None:
        print('The benchmark on the GPU printed nothing.')
        return 1
    print('## Operations\n')
    print(f"Floors: bytes over {benches[0]['bandwidth'] / 1e9:.0f} GB/s, float64 operations over "
          f"{benches[0]['rate'] / 1e12:.2f} TFLOP/s, both measured in the same run. Errors: of "
          'the largest entry, against the CPU at n = 1000.\n')
    operations(*benches)
    print('\n## Learning\n')
    learning(*benches)
    return 1 if missing else 0


if __name__ == '__main__':
    sys.exit(main())
