#!/usr/bin/env python3
"""Every picture of --screenshot has exactly the size that was asked for, and the frame
that is drawn where there are no shadows is not in it.  screenshot.py THETASCOPE"""
import struct
import subprocess
import sys
import tempfile
import pathlib

WIDTH, HEIGHT = 1000, 640

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.argv[1], f'--screenshot={folder}', f'--size={WIDTH}x{HEIGHT}',
                    '--no-history'], check=True, timeout=300)
    pictures = sorted(pathlib.Path(folder).glob('*.png'))
    if len(pictures) < 14:  # seven pages, light and dark
        sys.exit(f'only {len(pictures)} pictures')
    for picture in pictures:
        head = picture.read_bytes()[:24]
        if head[:8] != b'\x89PNG\r\n\x1a\n' or struct.unpack('>II', head[16:]) != (WIDTH, HEIGHT):
            sys.exit(f'{picture.name}: {struct.unpack(">II", head[16:])}')

# What cannot be read is told, and nothing else is shown in its place.
with tempfile.TemporaryDirectory() as folder:
    missing = pathlib.Path(folder) / 'missing.theta'
    broken = pathlib.Path(folder) / 'broken.theta'
    broken.write_text('[Network]\nDepht=3\n')
    for path, told in (missing, 'missing.theta'), (broken, 'Depht'):
        done = subprocess.run([sys.argv[1], f'--screenshot={folder}', f'--size={WIDTH}x{HEIGHT}',
                               '--no-history', path], timeout=300, capture_output=True, text=True)
        if done.returncode != 1 or told not in done.stderr:
            sys.exit(f'{path.name}: status {done.returncode}, {done.stderr}')
        if list(pathlib.Path(folder).glob('*.png')):
            sys.exit(f'{path.name}: pictures of something else')
print('ok')
