#!/usr/bin/env python3
"""gpu/measure.sh from end to end on the kernels as loops, with a stand-in for
compute-sanitizer: what RESULTS.md says, and how it ends where something fails or where there
is no GPU.  test_measure.py SCRIPT BUILD"""
import datetime
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPT, BUILD = sys.argv[1:3]
del sys.argv[1:3]
OPERATIONS = [
    'dense limit, five layers', 'dense limit, angles', 'dense limit, erf and biases',
    'dense limit, tanh (Mehler)', 'entries', 'gather of A_TT', 'potrf', 'potrs', 'potrf, float32',
    'potrs, float32', 'inverse, float32', 'syevd', 'potri', 'layer products', 'weighted product',
    'product without kernels', 'contraction, low rank', 'contraction, dense', 'layer Gram',
    'pooling', 'diagonal', 'symmetric product', 'product with squares', 'multiply',
    'weighted syrk']
RATES = ['Algorithm 1, iterations', 'Algorithm 1, last factor kept', 'leave-one-out, evaluations']


def rows_of(text, heading):
    """The cells below the head of the table under a heading."""
    part = text.split(f'\n## {heading}\n')[1].split('\n## ')[0]
    lines = [line for line in part.splitlines() if line.startswith('|')]
    return [[cell.strip() for cell in line.strip('|').split('|')] for line in lines[2:]]


class Measure(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.results = self.folder / 'RESULTS.md'
        sanitizer = self.folder / 'compute-sanitizer'
        sanitizer.write_text('#!/bin/sh\nwhile [ "${1#/}" = "$1" ]; do shift; done\nexec "$@"\n')
        sanitizer.chmod(0o755)

    def tearDown(self):
        self.temporary.cleanup()

    def measure(self, **environment):
        path = f"{self.folder}:{os.environ['PATH']}"
        return subprocess.run(['sh', SCRIPT, '-n', '-o', str(self.results), '-r', '100',
                               '-t', 'test-layer-gram', BUILD], capture_output=True, text=True,
                              timeout=400, check=False,
                              env={**os.environ, 'PATH': path, **environment})

    def test_results(self):
        done = self.measure()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        text = self.results.read_text(encoding='utf-8')
        self.assertIn(datetime.date.today().isoformat(), text)
        self.assertRegex(text, r'- GPU: CUDA as loops, 1\.1 GB, driver CUDA 13\.0\n')
        self.assertIn('cuBLAS 13.0.2, cuSOLVER 12.0.3', text)
        self.assertRegex(text, r'- CPU: \d+ threads, OpenBLAS')
        self.assertIn('Nothing failed.', text)
        self.assertEqual(rows_of(text, 'Operation tests on the GPU'),
                         [['test-layer-gram', '2', '0', 'passed']])
        self.assertEqual([(row[0], row[2]) for row in rows_of(text, 'compute-sanitizer')],
                         [('memcheck', 'no error'), ('racecheck', 'no error')])
        experiments = rows_of(text, 'Whole experiments, CPU against CUDA')
        self.assertEqual(len(experiments), 5)
        for row in experiments:
            self.assertEqual(row[-1], 'passed')
            self.assertLessEqual(float(row[1]), 1e-9)
        self.assertRegex(text, r'bytes over \d+ GB/s, float64 operations over [\d.]+ TFLOP/s')
        operations = rows_of(text, 'Operations')
        for name in OPERATIONS:
            row = next(row for row in operations if row[0].startswith(name))
            self.assertEqual(row[1], '100')
            if name != 'potrf, float32':
                self.assertLess(float(row[2]), 1e-6, row)
            self.assertGreaterEqual(float(row[3]), 0, row)
            if name not in ('entries', 'syevd', 'diagonal'):
                self.assertGreaterEqual(float(row[4]), 0, row)
            self.assertGreaterEqual(float(row[6]), 0, row)
        learning = rows_of(text, 'Learning')
        self.assertEqual([row[0] for row in learning], RATES)
        for row in learning:
            self.assertGreater(float(row[2]), 0)
            self.assertGreater(float(row[3]), 0)

    def test_failure(self):
        """A GPU that fails in the middle is told, and the rest is written."""
        done = self.measure(THETA_TEST_FAULT='sticky:300')
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        text = self.results.read_text(encoding='utf-8')
        self.assertIn('These failed:', text)
        self.assertIn('the program must be started again', text)
        self.assertRegex(text, r'- wine, leave-one-out on cuda: .*Stopped while')
        self.assertIn('the benchmark on the GPU could not measure', text)
        self.assertEqual(rows_of(text, 'Operation tests on the GPU')[0][3], 'FAILED')

    def test_no_gpu(self):
        done = self.measure(THETA_TEST_MACHINE='no-gpu')
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.strip(), 'measure: there is no GPU to measure. There is no '
                                              'NVIDIA GPU in this machine')
        self.assertFalse(self.results.exists())
        done = self.measure(LD_LIBRARY_PATH='')
        self.assertEqual(done.returncode, 2)
        self.assertIn('measure: there is no GPU to measure. There is no NVIDIA driver',
                      done.stderr)
        self.assertFalse(self.results.exists())

    def test_usage(self):
        done = subprocess.run(['sh', SCRIPT, '-x'], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn('usage: gpu/measure.sh', done.stderr)

    @unittest.skipUnless(shutil.which('shellcheck'), 'shellcheck is not installed')
    def test_shell(self):
        done = subprocess.run(['shellcheck', SCRIPT], capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout, '')


if __name__ == '__main__':
    unittest.main()
