"""What the tests of the command line share; each is run as test_NAME.py PROGRAM."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)


def run(*arguments, status=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          timeout=300, check=False)
    assert done.returncode == status, f'{arguments}: {done.returncode}\n{done.stdout}{done.stderr}'
    return done


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
