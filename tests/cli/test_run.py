#!/usr/bin/env python3
"""Runs from the command line, what they print and what they write: test_run.py PROGRAM"""
import csv
import json
import os
import signal
import subprocess
import time
import unittest

from case import PROGRAM, Case, run


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


unittest.main(verbosity=2)
