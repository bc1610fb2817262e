#!/usr/bin/env python3
"""Whole experiments through the command line, on the CPU and with CUDA: learnt weights and
outputs within 1e-9 (see gpu/compare.py).  test_experiments.py PROGRAM COMPARE SAMPLES; exit status 77, which
Meson calls skipped, where there is no GPU."""
import json
import os
import pathlib
import signal
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


def run(folder, device, settings, environment=None, dry=False, interrupt=False):
    command = [PROGRAM, 'run', str(pathlib.Path(SAMPLES) / 'wine.theta'), f'--device={device}',
               '--no-history', *(['--dry-run'] if dry else ['-o', str(folder)]),
               *(['--progress'] if interrupt else [])]
    for setting in ['Network.Depth=3', *settings]:
        command += ['--set', setting]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, **(environment or {})})
    if interrupt:
        # Until it learns.
        while (line := process.stderr.readline()) and 'Learning' not in line:
            pass
        process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=300)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


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

    def test_cancel(self):
        """Between blocks, by the poll function: nothing is written."""
        done = run(self.folder / 'none', 'cuda', ['Weights.Method=algorithm1',
                   'Weights.Iterations=100000'], interrupt=True)
        self.assertEqual(done.returncode, 130, done.stderr)
        self.assertFalse((self.folder / 'none').exists())


@unittest.skipUnless('THETA_TEST_EMULATED' in os.environ, 'a GPU does as it likes')
class Faults(Experiments):
    """What can be made to go wrong with the kernels as loops alone."""
    test_same_numbers = test_results_name_the_device = test_cancel = None

    def assert_fails(self, fault, *sentences):
        for settings in [], ['Weights.Method=algorithm1', 'Regression.Solver=cg']:
            done = run(self.folder / 'none', 'cuda', settings, {'THETA_TEST_FAULT': fault})
            self.assertEqual(done.returncode, 1, (fault, done))
            lines = done.stderr.strip().split('\n')
            self.assertEqual(len(lines), 2, done.stderr)
            self.assertIn('Stopped while ', lines[0])
            for sentence in sentences:
                self.assertIn(sentence, lines[0])
            self.assertIn('with --device=cpu it runs on the CPU', lines[1])
            self.assertEqual(done.stdout, '')
            self.assertFalse((self.folder / 'none').exists())

    def test_no_memory(self):
        for count in 2, 8, 30:
            self.assert_fails(f'memory:{count}', 'The GPU has no memory left while', 'GB are free')

    def test_sticky(self):
        """An error that the context does not survive, at several places."""
        for count in 0, 3, 40, 200:
            self.assert_fails(f'sticky:{count}', 'CUDA failed while', '(cudaErrorIllegalAddress)',
                      'the program must be started again')

    def test_silent(self):
        """A device that never answers: no call waits for it without end."""
        for count in 0, 50:
            self.assert_fails(f'silent:{count}', 'The GPU has not answered for a minute while',
                      'the program must be started again')

    def test_larger_than_the_gpu(self):
        """The memory is the GPU's, and the advice what helps there."""
        def plan(*settings, device='cuda'):
            return run(None, device, ['Dataset.Source=generator:moons?n=12000',
                                      'Evaluation.Compare=ntk', *settings], dry=True)
        refused = plan('Regression.Solver=cholesky')
        self.assertEqual(refused.returncode, 2, refused)
        self.assertIn('12000 rows and 3 layers need', refused.stderr)
        self.assertIn('and the GPU has 1.1 GB; take fewer rows (Dataset.TrainLimit=',
                      refused.stderr)
        self.assertIn(', or choose Regression.Solver=cg', refused.stderr)
        self.assertNotIn('MemoryLimit', refused.stderr)
        # A limit above what there is counts for nothing; one below it is the person's.
        more = plan('Regression.Solver=cholesky', 'Experiment.MemoryLimit=64 GB')
        self.assertIn('and the GPU has 1.1 GB;', more.stderr)
        less = plan('Regression.Solver=cholesky', 'Experiment.MemoryLimit=1 GB')
        self.assertIn('and 1.0 GB are allowed;', less.stderr)
        self.assertIn('or raise Experiment.MemoryLimit', less.stderr)
        # Each advice is true.
        advice = refused.stderr.split(', or choose ')[1].strip().split(' or ')
        for setting in advice:
            if setting != 'Experiment.Device=cpu':
                done = plan('Regression.Solver=cholesky', setting)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn('(the GPU has 1.1 GB)', done.stdout)
        kernel = subprocess.run([PROGRAM, 'kernel', 'generator:moons?n=9000', '--device=cuda',
                                 '--set', 'Network.Activation=erf', '-o',
                                 str(self.folder / 'k.npy')],
                                capture_output=True, text=True, check=False)
        self.assertEqual(kernel.returncode, 2, kernel)
        self.assertIn('the GPU has 1.1 GB; take fewer rows (Dataset.TrainLimit) or choose '
                      '--device=cpu', kernel.stderr)


@unittest.skipUnless('THETA_TEST_EMULATED' in os.environ, 'this machine is as it is')
class Machines(unittest.TestCase):
    """Why CUDA does not serve: a sentence, and the CPU goes on."""

    def look(self, environment, *sentences):
        told = subprocess.run([PROGRAM, 'devices', '--json'], capture_output=True, text=True,
                              check=True, env={**os.environ, **environment})
        self.assertEqual(told.stderr, '')
        cpu, cuda = json.loads(told.stdout)
        self.assertTrue(cpu['available'] and cpu['chosen'])
        self.assertFalse(cuda['available'], environment)
        self.assertNotIn('\n', cuda['reason'])
        for sentence in sentences:
            self.assertIn(sentence, cuda['reason'])
        plain = subprocess.run([PROGRAM, 'devices'], capture_output=True, text=True, check=True,
                               env={**os.environ, **environment})
        self.assertIn('not available: ' + cuda['reason'].split('\n')[0], plain.stdout)
        # Asked for, it is told loudly, and the run goes on.
        with tempfile.TemporaryDirectory() as folder:
            done = run(pathlib.Path(folder) / 'out', 'cuda',
                       ['Weights.Method=uniform', 'Evaluation.Compare=ntk'], environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(cuda['reason'], done.stderr)
            results = json.loads((pathlib.Path(folder) / 'out' / 'results.json').read_text())
            self.assertEqual(results['device']['id'], 'cpu')

    def machine(self, name, *sentences, **environment):
        self.look({'THETA_TEST_MACHINE': name, **environment}, *sentences)

    def test_machines(self):
        self.machine('no-driver', 'The NVIDIA driver is not installed or does not run')
        self.machine('old-driver', 'The NVIDIA driver is too old: it knows CUDA 11.4',
                     'update the driver')
        self.machine('no-gpu', 'There is no NVIDIA GPU in this machine')
        self.machine('no-gpu', 'CUDA_VISIBLE_DEVICES may hide it', CUDA_VISIBLE_DEVICES='')
        self.machine('not-ready', 'The NVIDIA GPU does not answer', 'cudaErrorSystemNotReady')
        self.machine('old-gpu', 'The NVIDIA GPU is too old: its compute capability is 6.1')
        self.machine('busy', 'CUDA failed while opening the GPU', 'cudaErrorDevicesUnavailable')
        self.look({'THETA_TEST_FAULT': 'memory:0'}, 'The GPU has no memory left while')

    def test_modules(self):
        fakes = pathlib.Path(os.environ['THETA_TEST_FAKES'])
        for name, *sentences in [
                ('abi', 'belongs to another version of Thetascope', 'install both anew'),
                ('missing', 'a library of the CUDA Toolkit may be missing'),
                ('empty', 'is no device module of Thetascope'),
                ('refuses', 'The driver is too old')]:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                module = pathlib.Path(folder) / 'thetascope-cuda.so'
                module.symlink_to(fakes / f'fake-{name}.so')
                self.look({'THETASCOPE_MODULES': folder}, *sentences)
        with tempfile.TemporaryDirectory() as folder:
            self.look({'THETASCOPE_MODULES': folder}, 'was built without its module')

    def test_no_driver_file(self):
        self.look({'LD_LIBRARY_PATH': ''}, 'There is no NVIDIA driver on this machine',
                  'libcuda.so.1')


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
