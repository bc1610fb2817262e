#!/usr/bin/env python3
"""Help, mistakes, and what is told of data and machines: test_usage.py PROGRAM"""
import json
import os
import pathlib
import subprocess
import unittest

from case import PROGRAM, Case, run


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


unittest.main(verbosity=2)
