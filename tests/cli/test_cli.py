#!/usr/bin/env python3
"""The command line as a person meets it: test_cli.py PROGRAM"""
import csv
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
SHARED = os.environ.get('THETASCOPE_SHARED')


def run(*arguments, status=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          timeout=300, check=False)
    assert done.returncode == status, f'{arguments}: {done.returncode}\n{done.stdout}{done.stderr}'
    return done


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


class Case(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)

    def tearDown(self):
        self.temporary.cleanup()

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def experiment(self, text='[Dataset]\nSource=sample:iris\n'):
        return self.write('e.theta', text)


class Usage(Case):
    def test_help(self):
        self.assertIn('SUBCOMMAND', run('--help').stdout)
        self.assertRegex(run('--version').stdout, r'^thetascope-cli \d')
        for name in ('run', 'kernel', 'paper', 'info', 'devices', 'bench', 'history'):
            self.assertIn('--threads', run(name, '--help').stdout)

    def test_bad_usage(self):
        for arguments in ([], ['fly'], ['run'], ['run', 'a', 'b'], ['info'], ['kernel', 'x'],
                          ['run', '--fly', 'x'], ['paper', 'table9'], ['devices', 'x'],
                          ['info', '--threads=-1', 'sample:iris'],
                          ['devices', '--device=abacus'], ['info', 'sample:none']):
            done = run(*arguments, status=2)
            self.assertTrue(done.stderr if arguments else done.stdout)


    def test_messages_stay_one_line(self):
        data = self.write('a\nb.csv', 'x,"new\nline\x1b[31m",class\n1,q,a\n2,3,b\n')
        for arguments in (['info', data], ['info', 'a\nb'], ['run', 'a\nb'],
                          ['kernel', data, '-o', self.folder / 't.npy'], ['a\nb'],
                          ['info', '--a\nb']):
            done = run(*arguments, status=2)
            self.assertEqual(done.stderr.count('\n'), 1, done.stderr)
            self.assertNotIn('\x1b', done.stderr)

    @unittest.skipUnless(os.path.exists('/dev/full'), 'there is no /dev/full')
    def test_output_that_is_lost(self):
        for arguments in (['run', self.experiment()], ['info', 'sample:iris'], ['--help'],
                          ['run', self.experiment(), '--json'], ['devices', '--json']):
            with open('/dev/full', 'w', encoding='utf-8') as full:
                done = subprocess.run([PROGRAM, *map(str, arguments)], stdout=full, check=False,
                                      stderr=subprocess.PIPE, text=True, timeout=60)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn('standard output', done.stderr)


class Info(Case):
    def test_text(self):
        done = run('info', 'sample:wine')
        self.assertIn('178 rows, 13 columns, 3 classes', done.stdout)
        self.assertIn('differ much in scale', done.stdout)

    def test_json(self):
        data = json.loads(run('info', 'generator:moons?n=50', '--json').stdout)
        self.assertEqual((data['rows'], data['columns']), (50, 2))
        self.assertEqual([c['rows'] for c in data['classes']], [25, 25])

    def test_image_size(self):
        self.assertIn('Images of 8 × 8 pixels, 1 channel\n', run('info', 'sample:digits').stdout)
        data = json.loads(run('info', 'sample:digits', '--json').stdout)
        self.assertEqual(data['image'], {'width': 8, 'height': 8, 'channels': 1})
        self.assertNotIn('image', json.loads(run('info', 'sample:wine', '--json').stdout))

    def test_experiment(self):
        """An experiment stands for its data, read as it says."""
        self.write('d.csv', 'a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,z\n')
        path = self.write('e.theta', '[Dataset]\nSource=d.csv\nLabel=kind\nClasses=z;x\n')
        data = json.loads(run('info', path, '--json').stdout)
        self.assertEqual((data['rows'], data['label']), (3, 'kind'))
        self.assertEqual([c['name'] for c in data['classes']], ['z', 'x'])
        few = run('info', path, '--json', '--set', 'Dataset.TrainLimit=1').stdout
        self.assertEqual(json.loads(few)['rows'], 2)
        bad = self.write('b.theta', '[Dataset]\nSorce=d.csv\n')
        self.assertIn('b.theta:2:1: unknown key', run('info', bad, status=2).stderr)

    def test_long_class_names(self):
        data = self.write('d.csv', 'x,class\n1,a name that is longer than the column 日本\n2,b\n')
        lines = run('info', data).stdout.split('\n')
        head = next(k for k, line in enumerate(lines) if line.startswith('Class'))
        # Two of the signs are two columns wide.
        self.assertEqual(len(lines[head]), len(lines[head + 1]) + 2)
        self.assertEqual(len(lines[head]), len(lines[head + 2]))

    def test_devices(self):
        devices = json.loads(run('devices', '--json', '--threads=1').stdout)
        self.assertEqual(devices[0]['id'], 'cpu')
        self.assertEqual(devices[0]['threads'], 1)
        self.assertIn('OpenBLAS', devices[0]['library'])
        self.assertTrue(devices[0]['chosen'])
        self.assertEqual(devices[1]['id'], 'cuda')
        if not devices[1]['available']:
            self.assertGreater(len(devices[1]['reason']), 20)
            # Asked for by name, the CPU computes and says why.
            done = run('run', self.experiment(), '--device=cuda', '--json')
            self.assertIn('Computing on the CPU', done.stderr)
            self.assertIn(devices[1]['reason'], done.stderr)
            self.assertEqual(json.loads(done.stdout)['device']['id'], 'cpu')
        # A processor that OpenBLAS does not know is not treated as one of 2004.
        info = pathlib.Path('/proc/cpuinfo')
        if info.exists() and ' avx2 ' in info.read_text():
            self.assertNotIn('Prescott', devices[0]['library'])


class Run(Case):
    def test_results(self):
        out = self.folder / 'out'
        done = run('run', self.experiment(), '-o', out, '--set', 'Evaluation.Folds=3', '--json')
        printed = json.loads(done.stdout)
        saved = json.loads((out / 'results.json').read_text())
        self.assertEqual(printed, saved)
        self.assertEqual(saved['data'], {'name': 'Iris', 'rows': 150, 'columns': 4, 'classes': saved['data']['classes'],
                                         'dropped': 0})
        names = {model['name'] for model in saved['models']}
        self.assertEqual(names, {'majority', 'ntk', 'ntk-tuned', 'best-layer', 'rbf', 'wntk'})
        errors = [model['mean']['squared_error'] for model in saved['models']]
        self.assertEqual(errors, sorted(errors))
        for model in saved['models']:
            self.assertEqual(len(model['folds']), 3)
            self.assertEqual(sum(map(sum, model['confusion'])), 150)
        for name in ('kernels', 'weights', 'loss', 'results', 'confusion'):
            for kind, magic in (('pdf', b'%PDF'), ('svg', b'<?xml'), ('png', b'\x89PNG')):
                data = (out / 'figures' / f'{name}.{kind}').read_bytes()
                self.assertTrue(data.startswith(magic))
        self.assertTrue((out / 'report.pdf').read_bytes().startswith(b'%PDF'))
        again = json.loads(run('run', out / 'experiment.theta', '--json').stdout)
        self.assertEqual(again['models'], saved['models'])

    def test_findings(self):
        done = run('run', self.experiment(), '--set=Dataset.Source=sample:wine', '--no-history')
        saved = json.loads(run('run', self.experiment(), '--set=Dataset.Source=sample:wine',
                               '--no-history', '--json').stdout)
        self.assertGreater(len(saved['health']), 0)
        for finding in saved['health']:
            self.assertIn(finding['title'] + '. ' + finding['detail'], done.stdout)

    def test_tables(self):
        out = self.folder / 'out'
        run('run', self.experiment(), '-o', out)
        with open(out / 'weights.csv', newline='') as file:
            weights = list(csv.DictReader(file))
        self.assertEqual(list(weights[0])[:4], ['fold', 'iteration', 'a_1', 'a_2'])
        self.assertEqual({row['fold'] for row in weights}, {'1', '2', '3', '4', '5'})
        for row in weights:
            total = sum(float(row[f'a_{l}']) for l in range(1, 6))
            self.assertAlmostEqual(total / float(row['sum_a']), 1, 12)
        with open(out / 'predictions.csv', newline='') as file:
            predictions = list(csv.DictReader(file))
        self.assertEqual(len(predictions), 6 * 150)
        rows = {int(row['row']) for row in predictions}
        self.assertEqual(rows, set(range(1, 151)))

    def test_same_bits(self):
        first, second = (json.loads(run('run', self.experiment(), '--json', '--threads=1').stdout)
                         for _ in range(2))
        del first['seconds'], second['seconds']
        self.assertEqual(first, second)
        other = json.loads(run('run', self.experiment(), '--json', '--seed=2').stdout)
        self.assertNotEqual(first['models'], other['models'])
        self.assertEqual(other['seed'], 2)

    def test_protocols(self):
        for settings in (['Evaluation.Protocol=holdout'],
                         ['Evaluation.Protocol=kfold', 'Evaluation.Folds=4'],
                         ['Weights.Method=algorithm1', 'Weights.Iterations=5'],
                         ['Network.Activation=erf'], ['Network.Activation=leaky-relu:0.2'],
                         ['Network.Activation=identity', 'Network.Depth=1'],
                         ['Network.BiasKernels=apart', 'Network.BiasVariance=0.1'],
                         ['Network.Activation=formula', 'Network.Formula=tanh(x)*x'],
                         ['Regression.RidgeScale=trace', 'Dataset.Standardize=all'],
                         ['Evaluation.Compare=wntk:uniform;wntk:fixed;ntk']):
            arguments = [part for text in settings for part in ('--set', text)]
            self.assertIn('NTK', run('run', self.experiment(), *arguments).stdout)

    def test_bad_experiment(self):
        cases = [('[Dataset]\nSource=sample:iris\nColour=red\n', ':3:', 'Colour'),
                 ('[Dataset]\nSource=sample:iris\nSource=sample:wine\n', ':3:', 'Source'),
                 ('[Dataset]\nSource=sample:iris\n[Network]\nDepth=none\n', ':4:', 'Depth'),
                 ('[Dataset]\nSource=sample:iris\n[Network]\nDepth=65\n', ':4:', 'epth'),
                 ('[Dataset]\nSource=nowhere.csv\n', 'nowhere.csv', 'no such file'),
                 ('Source=sample:iris\n', ':1:', '[')]
        for text, *parts in cases:
            out = self.folder / 'out'
            done = run('run', self.experiment(text), '-o', out, status=2)
            self.assertEqual(done.stderr.count('\n'), 1, done.stderr)
            for part in parts:
                self.assertIn(part, done.stderr)
            self.assertFalse(out.exists())

    def test_zero_ridge(self):
        data = self.write('d.csv', 'x,y,class\n' + '1,2,a\n1,2,a\n3,1,b\n3,1,b\n' * 5)
        done = run('run', self.experiment(f'[Dataset]\nSource={data}\n'), '--set',
                   'Regression.Ridge=0', status=1)
        self.assertIn('the smallest ridge that works is λ = ', done.stderr)
        self.assertEqual(done.stderr.count('\n'), 1)

    def test_memory(self):
        done = run('run', self.experiment(), '--set', 'Experiment.MemoryLimit=100 kB', status=2)
        self.assertIn('kB', done.stderr)

    def test_told_memory(self):
        """What is told is used, and not much more than is used."""
        for keys in ('Solver=cholesky', 'Solver=cg'):
            path = self.experiment('[Dataset]\nSource=generator:moons?n=2500\n[Weights]\n'
                                   'Iterations=3\n[Evaluation]\nProtocol=holdout\n'
                                   f'Compare=wntk\n[Regression]\n{keys}\n')
            told = json.loads(run('run', path, '--dry-run', '--json').stdout)['memory']
            with subprocess.Popen([PROGRAM, 'run', path], stdout=subprocess.DEVNULL) as process:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            self.assertLess(1024 * usage.ru_maxrss, told)
            self.assertGreater(1024 * usage.ru_maxrss, told / 2)

    def test_forecast(self):
        path = self.experiment('[Dataset]\nSource=generator:linear?n=900&d=20\n'
                               '[Evaluation]\nProtocol=holdout\nCompare=ntk;ntk-tuned\n')
        done = run('run', path, '--dry-run', '--threads', 1)
        self.assertRegex(done.stdout, r'^900 rows, 20 columns: about [\d.]+ MB of memory '
                                      r'\([\d.]+ .?B are available\) and [\d.]+ \w+\n$')
        told = json.loads(run('run', path, '--dry-run', '--json', '--threads', 1).stdout)
        self.assertEqual((told['rows'], told['columns']), (900, 20))
        self.assertLess(told['memory'], told['memory_available'])
        # A matrix of the 720 training rows is the least that a fit holds.
        self.assertGreater(told['memory'], 720 * 720 * 8)
        more = json.loads(run('run', path, '--dry-run', '--json', '--threads', 1,
                              '--set', 'Evaluation.Compare=ntk;wntk;wntk:evidence').stdout)
        self.assertGreater(more['seconds'], told['seconds'])
        # What does not fit is refused before it begins, as a run would be.
        failed = run('run', path, '--dry-run', '--set', 'Experiment.MemoryLimit=1MB', status=2)
        self.assertRegex(failed.stderr, r'^900 rows and 5 layers need [\d.]+ MB')
        self.assertEqual(failed.stdout, '')
        # A run says it where it tells its progress.
        self.assertRegex(run('run', path, '--progress').stderr.splitlines()[0],
                         r'^900 rows, 20 columns: about ')

    def test_nothing_half_written(self):
        file = self.write('taken', 'precious')
        foreign = self.folder / 'foreign'
        foreign.mkdir()
        (foreign / 'notes').write_text('precious')
        # Said before anything is computed, not when the work would be lost.
        for out in (file, foreign, file / 'out', '', '/dev/null'):
            done = run('run', self.experiment(), '-o', out, status=2)
            self.assertEqual(done.stderr.count('\n'), 1, done.stderr)
            self.assertEqual(done.stdout, '')
        self.assertEqual(file.read_text(), 'precious')
        self.assertEqual((foreign / 'notes').read_text(), 'precious')
        self.assertEqual({path.name for path in self.folder.iterdir()},
                         {'taken', 'foreign', 'e.theta'})

    def test_new_folders(self):
        out = self.folder / 'new' / 'out'
        run('run', self.experiment(), '-o', out)
        self.assertTrue((out / 'results.json').exists())
        self.assertEqual([path.name for path in out.parent.iterdir()], ['out'])

    def test_again(self):
        out = self.folder / 'out'
        run('run', self.experiment(), '-o', f'{out}/')
        kept = [out / 'own.csv', out / 'slides.pdf', out / 'own' / 'a.png',
                out / 'figures' / 'notes.txt']
        kept[2].parent.mkdir()
        for path in kept:
            path.write_text('precious')
        (out / 'figures' / 'old.svg').write_text('stale')
        done = run('run', self.experiment(), '-o', out, '--set', 'Evaluation.Folds=2')
        self.assertEqual(done.stderr, f'Saved in {out}\n')
        for path in kept:
            self.assertEqual(path.read_text(), 'precious')
        self.assertFalse((out / 'figures' / 'old.svg').exists())
        self.assertIn('Folds=2', (out / 'experiment.theta').read_text())
        self.assertEqual({path.name for path in self.folder.iterdir()}, {'out', 'e.theta'})

    def test_settings_together(self):
        """Settings that are right together need no order."""
        text = '[Dataset]\nSource=sample:iris\n[Weights]\nInitial=1;2;3;4;5\n'
        for settings in (['Weights.Initial=1;2;3', 'Network.Depth=3'],
                         ['Network.Depth=3', 'Weights.Initial=1;2;3']):
            arguments = [part for text in settings for part in ('--set', text)]
            run('run', self.experiment(text), *arguments)
        done = run('run', self.experiment(), '--set', 'Evaluation.Protocol=folds', '--set',
                   f'Dataset.FoldsSource={self.folder}/no.dat', status=2)
        self.assertIn('no.dat', done.stderr)
        done = run('run', self.experiment(), '--set', 'Network.Width2=3', status=2)
        self.assertIn('Depth, Activation, Formula, WeightVariance', done.stderr)
        done = run('run', self.experiment(), '--set', 'Net.Depth=3', status=2)
        self.assertIn('Experiment, Dataset, Network, Regression, Weights', done.stderr)
        done = run('run', self.folder, status=2)
        self.assertIn('is a folder', done.stderr)

    def test_interrupt(self):
        out = self.folder / 'out'
        text = '[Dataset]\nSource=sample:digits\n[Evaluation]\nRepeats=5\n'
        process = subprocess.Popen([PROGRAM, 'run', str(self.experiment(text)), '-o', str(out),
                                    '--progress'], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stderr.readline()  # it has begun
        time.sleep(0.3)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.assertLess(time.monotonic() - begun, 10)
        self.assertFalse(out.exists())


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


class History(Case):
    def setUp(self):
        super().setUp()
        self.kept = os.environ.get('THETASCOPE_HISTORY')
        self.store = self.folder / 'kept' / 'history.db'
        os.environ['THETASCOPE_HISTORY'] = str(self.store)

    def tearDown(self):
        del os.environ['THETASCOPE_HISTORY']
        if self.kept is not None:
            os.environ['THETASCOPE_HISTORY'] = self.kept
        super().tearDown()

    def keep(self, *settings):
        path = self.experiment('[Dataset]\nSource=sample:iris\n[Network]\nDepth=2\n'
                               '[Evaluation]\nFolds=3\nCompare=ntk;ntk-tuned;wntk\n')
        return json.loads(run('run', path, '--json', *settings).stdout)

    def listed(self, *words):
        return [entry['id'] for entry in json.loads(run('history', 'list', *words,
                                                        '--json').stdout)]

    def test_kept(self):
        self.assertEqual(self.listed(), [])
        first = self.keep()
        self.keep('--set', 'Dataset.Source=sample:wine')
        self.keep('--no-history')
        self.assertEqual(self.listed(), [2, 1])
        self.assertEqual(self.listed('sample:IRIS'), [1])
        run('history', 'note', 1, 'the', 'first one')
        self.assertEqual(self.listed('first ONE'), [1])
        self.assertIn('Note: the first one', run('history').stdout)
        self.assertEqual(json.loads(run('history', 'show', 1, '--json').stdout), first)
        shown = run('history', 'show', 1).stdout
        self.assertIn('NTK, tuned λ', shown)
        self.assertIn('Source=sample:iris', shown)
        run('history', 'delete', 2)
        self.assertEqual(self.listed(), [1])
        run('history', 'delete', 2, status=2)
        run('history', 'restore', 2)
        self.assertEqual(self.listed(), [2, 1])

    def test_export(self):
        first = self.keep()
        run('history', 'export', 1, '-o', self.folder / 'out')
        names = {path.name for path in (self.folder / 'out').iterdir()}
        self.assertLessEqual({'results.json', 'experiment.theta', 'report.pdf', 'figures'}, names)
        saved = json.loads((self.folder / 'out' / 'results.json').read_text())
        self.assertEqual(saved['models'], first['models'])
        again = json.loads(run('run', self.folder / 'out' / 'experiment.theta', '--json',
                               '--no-history').stdout)
        self.assertEqual(again['models'], first['models'])

    def test_compare(self):
        runs = [self.keep(), self.keep('--set', 'Dataset.Source=sample:wine'),
                self.keep('--set', 'Network.Depth=3')]
        done = json.loads(run('history', '--compare', 1, 2, 3, '--json').stdout)
        self.assertEqual([entry['id'] for entry in done['runs']], [1, 2, 3])
        self.assertEqual(done['settings']['Network.Depth'], ['2', '2', '3'])
        self.assertEqual(set(done['settings']), {'Dataset.Source', 'Network.Depth'})
        for model in done['models']:
            for place, one in enumerate(runs):
                found, = (entry for entry in one['models'] if entry['name'] == model['name'])
                self.assertEqual(model['accuracy'][place], found['mean']['accuracy'])
        # The verdicts are those of the runs' own tests, a data set once.
        self.assertEqual([entry['run'] for entry in done['data_sets']], [1, 2])
        for rival in ('ntk', 'ntk_tuned'):
            tally = [0, 0, 0]
            for one in runs[:2]:
                wntk, = (entry for entry in one['models'] if entry['name'] == 'wntk')
                test = wntk['against_' + rival]
                place = 1 if test['p'] >= 0.05 else 0 if test['t'] < 0 else 2
                tally[place] += 1
            self.assertEqual(done['win_tie_loss'][rival], tally)
        text = run('history', '--compare', 1, 2).stdout
        self.assertIn('Settings that differ', text)
        self.assertIn('The WNTK over the data sets', text)

    def test_bad_usage(self):
        for arguments in (['fly'], ['show'], ['show', 'x'], ['show', '7'], ['note'],
                          ['delete', '1', '2'], ['export', '1'], ['--compare', '1'],
                          ['list', '-o', 'x'], ['--compare', '1', '9']):
            done = run('history', *arguments, status=2)
            self.assertEqual(done.stderr.count('\n'), 1)
        os.environ['THETASCOPE_HISTORY'] = 'none'
        self.assertIn('THETASCOPE_HISTORY', run('history', status=2).stderr)

    def test_trouble(self):
        """A run whose history cannot be written is still a run."""
        os.environ['THETASCOPE_HISTORY'] = str(self.write('taken', 'x') / 'history.db')
        done = run('run', self.experiment(), '--set', 'Network.Depth=2')
        self.assertIn('not in the history', done.stderr)
        self.assertIn('NTK', done.stdout)


class Paper(Case):
    @unittest.skipUnless(SHARED, 'THETASCOPE_SHARED is not set: no UCI collection here')
    def test_table2(self):
        folder = pathlib.Path(SHARED)
        done = run('paper', 'table2', '--data', folder / 'data' / 'uci', '--json')
        printed = json.loads(done.stdout)
        ours = printed['data_sets']
        reference = json.loads((folder / 'reference' / 'table2.json').read_text())['data_sets']
        self.assertEqual(list(ours), sorted(ours, key=list(ours).index))
        self.assertEqual(set(ours), set(reference))
        for name, numbers in reference.items():
            row, code = ours[name]['ours'], numbers['authors_code']
            self.assertEqual(ours[name]['paper'], numbers['paper'])
            self.assertEqual(row['wntk_weights'], code['wntk_weights'], name)
            for key in ('ntk', 'ntk_validation', 'wntk', 'wntk_validation'):
                self.assertAlmostEqual(row[key], code[key], 5, f'{name} {key}')
            self.assertAlmostEqual(row['majority_class'], numbers['majority_class'], 2)
            for key in ('ntk', 'ntk_tuned', 'wntk'):
                self.assertGreater(ours[name]['nested'][key], 20)
        for protocol, part in (('authors_protocol', 'ours'), ('nested', 'nested')):
            for rival in ('ntk', 'ntk_tuned'):
                pairs = [(row[part]['wntk'], row[part][rival]) for row in ours.values()]
                ties = sum(abs(own - other) < 0.005 for own, other in pairs)
                wins = sum(own - other >= 0.005 for own, other in pairs)
                self.assertEqual(printed['win_tie_loss'][protocol][rival],
                                 [wins, ties, len(pairs) - wins - ties])

    def test_no_data(self):
        done = run('paper', 'table2', '--data', self.folder, status=2)
        self.assertIn('breast-tissue', done.stderr)


unittest.main(verbosity=2)
