#!/usr/bin/env python3
"""Keeps the layers: a folder includes only folders above it, and only the
libraries that are its own.  layers.py ROOT"""
import pathlib
import re
import sys

# Each folder of src/ and what it may include.  A folder that is not named here
# is a mistake.
BASE = {'base'}
DATASET = BASE | {'dataset'}
DEVICE = BASE | {'device'}
NETWORK = DATASET | DEVICE | {'network'}
KERNEL = NETWORK | {'kernel'}
LEARN = KERNEL | {'learn'}
THEORY = LEARN | {'theory'}
EXPERIMENT = THEORY | {'experiment'}
FIGURE = EXPERIMENT | {'figure'}
MAY = {
    'base': BASE, 'dataset': DATASET, 'device': DEVICE, 'network': NETWORK, 'kernel': KERNEL,
    'learn': LEARN, 'theory': THEORY, 'experiment': EXPERIMENT, 'figure': FIGURE,
    'cli': FIGURE | {'cli'},
}
# Libraries by their headers, and the folders that may use them.
LIBRARIES = [
    (r'gtk/|gdk/|adwaita|gsk/', {'ui'}),
    (r'cblas|lapacke', {'device', 'cli'}),
    (r'omp\.h', {'device'}),
    (r'cuda|cublas|cusolver', set()),
    (r'nlopt', {'learn'}),
    (r'csv\.h', {'dataset'}),
    (r'archive', {'dataset'}),
    (r'gdk-pixbuf/', {'dataset', 'ui'}),
    (r'json-glib', {'experiment', 'cli'}),
    (r'sqlite3', {'experiment'}),
    (r'Random123', {'base'}),
    (r'cairo|pango', {'figure', 'ui'}),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def check_file(root, path, errors):
    parts = path.relative_to(root).parts
    folder = parts[1] if parts[0] == 'src' else parts[0]
    if parts[0] == 'src' and folder not in MAY:
        errors.append(f'{path}: the folder {folder} is not in the table of layers')
        return
    for mark, name in INCLUDE.findall(path.read_text()):
        target = name.split('/')[0]
        where = f'{path.relative_to(root)} includes {name}'
        if mark == '"' and '/' in name and target in MAY:
            allowed = MAY[folder] if parts[0] == 'src' else FIGURE - {'device'}
            if target not in allowed:
                errors.append(f'{where}: {folder} may not see {target}')
            if name.endswith('-private.h') and target != folder:
                errors.append(f'{where}: it is of the files of {target} alone')
            if not (root / 'src' / name).is_file():
                errors.append(f'{where}: there is no such file')
        if mark == '<':
            for pattern, folders in LIBRARIES:
                if re.match(pattern, name) and folder not in folders:
                    errors.append(f'{where}: {folder} may not use that library')


def check_device_header(root, errors):
    """device.h is plain C: it includes nothing of ours and no GLib."""
    for mark, name in INCLUDE.findall((root / 'src/device/device.h').read_text()):
        if mark == '"' or name not in ('stddef.h', 'stdint.h'):
            errors.append(f'src/device/device.h includes {name}: it must stay plain C')


def check_module(root, errors):
    """gpu/ includes of src/ the device's headers alone, and those it includes are plain C."""
    seen = set()
    for path in sorted((root / 'gpu').iterdir()):
        if path.suffix not in ('.cu', '.cuh', '.h'):
            continue
        for mark, name in INCLUDE.findall(path.read_text()):
            if name.startswith('device/'):
                seen.add(name)
            elif '/' in name or re.match(r'glib|cblas|lapacke', name):
                errors.append(f'{path.relative_to(root)} includes {name}: a module sees '
                              'src/device and its toolkit alone')
    queue = sorted(seen)
    for name in queue:
        for _, inner in INCLUDE.findall((root / 'src' / name).read_text()):
            if inner.startswith('device/'):
                queue += [inner] * (inner not in queue)
            elif inner not in ('math.h', 'stdbool.h', 'stddef.h', 'stdint.h'):
                errors.append(f'src/{name} includes {inner}: the module takes it, it must stay '
                              'plain C')
    if len(seen) < 3:
        errors.append('gpu/ includes hardly anything of src/device: is it looked for rightly?')


def main():
    root = pathlib.Path(sys.argv[1])
    errors = []
    files = [path for folder in ('src', 'ui') for path in (root / folder).rglob('*.[ch]')]
    for path in sorted(files):
        check_file(root, path, errors)
    check_device_header(root, errors)
    check_module(root, errors)
    print('\n'.join(errors) if errors else f'{len(files)} files keep the layers')
    return 1 if errors or len(files) < 50 else 0


sys.exit(main())
