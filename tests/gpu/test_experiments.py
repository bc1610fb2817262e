#!/usr/bin/env python3
"""Whole experiments through the command line, on the CPU and with CUDA: learnt weights and
outputs within 1e-9 (see gpu/compare.py).  test_experiments.py PROGRAM COMPARE SAMPLES; exit status 77, which
Meson calls skipped, where there is no GPU."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM, COMPARE, SAMPLES = sys.argv[1:4]
del sys.argv[1:4]
EXPERIMENTS = {
    'leave-one-out': [],
    'Algorithm 1': ['Weights.Method=algorithm1', 'Weights.Iterations=15'],
    'Algorithm 1 as coded': ['Weights.Method=algorithm1', 'Weights.Parameterization=scaled',
                             'Weights.Split=once', 'Weights.Loss=sum', 'Weights.Iterations=10',
                             'Network.BiasVariance=0.1', 'Network.BiasKernels=apart'],
    'GELU with biases': ['Network.Activation=gelu', 'Network.BiasVariance=0.1'],
    'tanh': ['Network.Activation=tanh'],
    'alignment': ['Weights.Method=alignf'],
    'evidence': ['Weights.Method=evidence'],
    'conjugate gradients': ['Regression.Solver=cg', 'Weights.Method=uniform'],
    'every baseline': ['Weights.Method=uniform',
                       'Evaluation.Compare=majority;ntk;ntk-tuned;best-layer;rbf;laplacian;wntk'],
}


def run(folder, device, settings, environment=None):
    command = [PROGRAM, 'run', str(pathlib.Path(SAMPLES) / 'wine.theta'), f'--device={device}',
               '--no-history', '-o', str(folder)]
    for setting in ['Network.Depth=3', *settings]:
        command += ['--set', setting]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False,
                          env={**os.environ, **(environment or {})})


class Experiments(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)

    def tearDown(self):
        self.temporary.cleanup()

    def test_same_numbers(self):
        for name, settings in EXPERIMENTS.items():
            with self.subTest(name):
                folders = []
                for device in 'cpu', 'cuda':
                    folders.append(str(self.folder / name.replace(' ', '-') / device))
                    pathlib.Path(folders[-1]).parent.mkdir(exist_ok=True)
                    done = run(folders[-1], device, settings)
                    self.assertEqual(done.returncode, 0, done.stderr)
                done = subprocess.run([sys.executable, COMPARE, name, *folders],
                                      capture_output=True, text=True, check=False)
                print(done.stdout.strip())
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_results_name_the_device(self):
        done = run(self.folder / 'named', 'cuda', ['Weights.Method=uniform'])
        self.assertEqual(done.returncode, 0, done.stderr)
        device = json.loads((self.folder / 'named' / 'results.json').read_text())['device']
        self.assertEqual(device['id'], 'cuda')
        self.assertTrue(device['name'] and device['library'] and device['driver'])
        self.assertGreater(device['memory_used'], 0)
        self.assertGreater(device['memory'], device['memory_used'])

    def test_no_memory_left(self):
        """Only where memory can be made to end: the kernels as loops."""
        if 'THETA_TEST_EMULATED' not in os.environ:
            self.skipTest('a GPU has its memory')
        done = run(self.folder / 'none', 'cuda', [], {'THETA_TEST_ALLOCATIONS': '8'})
        self.assertEqual(done.returncode, 1)
        self.assertIn('The GPU has no memory left', done.stderr)
        self.assertIn('GB are free', done.stderr)
        self.assertFalse((self.folder / 'none').exists())


def main():
    listed = subprocess.run([PROGRAM, 'devices', '--json'], capture_output=True, text=True,
                            check=True)
    cuda = next(d for d in json.loads(listed.stdout) if d['id'] == 'cuda')
    if not cuda['available']:
        print('skipped:', cuda['reason'])
        return 77
    print('on', cuda['name'])
    return 0 if unittest.main(exit=False).result.wasSuccessful() else 1


if __name__ == '__main__':
    sys.exit(main())
