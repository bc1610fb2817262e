#!/usr/bin/env python3
"""Past runs, and the tables of the paper: test_history.py PROGRAM"""
import json
import os
import pathlib
import unittest

from case import Case, run

SHARED = os.environ.get('THETASCOPE_SHARED')


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
