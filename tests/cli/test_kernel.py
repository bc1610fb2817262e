#!/usr/bin/env python3
"""Kernels written as arrays: test_kernel.py PROGRAM"""
import pathlib
import signal
import struct
import subprocess
import time
import unittest

from case import PROGRAM, Case, run


def read_npy(path):
    """Shape and values of a float64 array in C order."""
    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b'\x93NUMPY\x01\x00'
    length = struct.unpack('<H', data[8:10])[0]
    assert (10 + length) % 64 == 0
    header = eval(data[10:10 + length].decode('latin-1'))  # a dict literal
    assert header['descr'] == '<f8' and header['fortran_order'] is False
    count = 1
    for size in header['shape']:
        count *= size
    return header['shape'], struct.unpack(f'<{count}d', data[10 + length:])


class Kernel(Case):
    def test_layers(self):
        data = self.write('d.csv', 'x,y,class\n1,2,a\n-2,1,b\n0.5,3,a\n')
        other = self.write('o.csv', 'x,y,class\n1,2,b\n0,0,a\n')
        path = self.folder / 't.npy'
        done = run('kernel', data, '-o', path, '--set', 'Network.Depth=3')
        self.assertIn('The label is', done.stderr)
        shape, values = read_npy(path)
        self.assertEqual(shape, (3, 3, 3))
        # The diagonal of a bias-free ReLU network is |x|²/d/2^(L−1) in every layer.
        for layer in range(3):
            for i, norm in enumerate((5, 5, 9.25)):
                self.assertAlmostEqual(values[layer * 9 + i * 4], norm / 2 / 4, 12)
        run('kernel', data, '--against', other, '-o', path, '--set', 'Network.Depth=3')
        shape, against = read_npy(path)
        self.assertEqual(shape, (3, 3, 2))
        self.assertAlmostEqual(against[0], values[0], 12)
        self.assertEqual(against[1], 0)
        # One row has no two classes, and is enough; its label column is that of DATA.
        single = self.write('s.csv', 'x,y,class\n1,2,b\n')
        run('kernel', data, '--against', single, '-o', path, '--set', 'Network.Depth=3')
        shape, against = read_npy(path)
        self.assertEqual(shape, (3, 3, 1))
        self.assertAlmostEqual(against[0], values[0], 12)
        # Bias-free ReLU: all layers divided by one mean diagonal.
        run('kernel', data, '-o', path, '--set', 'Network.Depth=3', '--set',
            'Regression.Normalize=trace')
        shape, normal = read_npy(path)
        mean = sum(values[i * 4] for i in range(3)) / 3
        for i in range(27):
            self.assertAlmostEqual(normal[i] * mean, values[i], 12)
        run('kernel', data, '--against', other, '-o', path, '--set',
            'Regression.Normalize=trace', status=2)
        run('kernel', data, '-o', path, '--total', '--set', 'Network.Depth=3', '--set',
            'Weights.Initial=1;0.5;2')
        shape, total = read_npy(path)
        self.assertEqual(shape, (3, 3))
        for k in range(9):
            expected = values[k] + 0.5 * values[9 + k] + 2 * values[18 + k]
            self.assertAlmostEqual(total[k], expected, 12)

    def test_biases_apart(self):
        data = self.write('d.csv', 'x,y,class\n1,2,a\n-2,1,b\n0.5,3,a\n')
        path = self.folder / 't.npy'
        settings = ['--set', 'Network.Depth=3', '--set', 'Network.BiasVariance=0.1']
        run('kernel', data, '-o', path, *settings)
        _, joint = read_npy(path)
        run('kernel', data, '-o', path, *settings, '--set', 'Network.BiasKernels=apart')
        shape, apart = read_npy(path)
        self.assertEqual(shape, (6, 3, 3))
        for layer in range(3):
            for k in range(9):
                weight, bias = (apart[(2 * layer + which) * 9 + k] for which in (0, 1))
                self.assertAlmostEqual(weight + bias, joint[layer * 9 + k], 13)
        self.assertEqual(apart[5 * 9:], (0.1,) * 9 if isinstance(apart, tuple) else [0.1] * 9)
        done = run('kernel', data, '-o', path, '--set', 'Network.BiasKernels=apart', status=2)
        self.assertIn('Network.BiasVariance', done.stderr)
        done = run('kernel', data, '-o', path, '--set', 'Network.Formula=2*abs(x)', status=2)
        self.assertIn('Column 3', done.stderr)

    def test_cancelled(self):
        path = self.folder / 't.npy'
        arguments = [PROGRAM, 'kernel', 'sample:digits', '-o', str(path), '--set',
                     'Network.Depth=40']
        for old in (None, b'old'):
            if old is not None:
                path.write_bytes(old)
            process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
            process.stderr.readline()
            # As soon as it writes.
            while process.poll() is None and not any(
                    entry.stat().st_size > 1 << 20 for entry in self.folder.iterdir()):
                time.sleep(0.001)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
            self.assertEqual(process.returncode, 130)
            self.assertEqual([entry.read_bytes() for entry in self.folder.iterdir()],
                             [] if old is None else [old])

    def test_memory(self):
        done = run('kernel', 'sample:iris', '-o', self.folder / 't.npy', '--set',
                   'Experiment.MemoryLimit=10 kB', status=2)
        self.assertIn('MemoryLimit', done.stderr)
        self.assertFalse((self.folder / 't.npy').exists())

    def test_bad(self):
        path = self.folder / 't.npy'
        run('kernel', 'sample:iris', '-o', path, '--label=colour', status=2)
        run('kernel', 'sample:iris', '-o', path, '--against', 'sample:wine', status=2)
        run('kernel', 'sample:iris', '-o', path, '--total', '--set', 'Weights.Initial=1;2', status=2)
        run('kernel', 'sample:iris', '-o', self.folder / 'no' / 't.npy', status=1)
        run('kernel', 'sample:iris', '-o', '/dev/null', status=1)
        run('kernel', 'sample:iris', '-o', self.folder, status=1)
        self.assertEqual(list(self.folder.iterdir()), [])
        self.assertFalse(path.exists())


unittest.main(verbosity=2)
