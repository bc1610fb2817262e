#!/usr/bin/env python3
"""What the desktop is told fits together: types, icons, the program.  desktop.py ROOT"""
import configparser
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

ID = 'org.thetascope.Thetascope'
MIME = '{http://www.freedesktop.org/standards/shared-mime-info}'


def main():
    data = pathlib.Path(sys.argv[1]) / 'data'
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(data / f'{ID}.desktop.in')
    entry = entry['Desktop Entry']
    claimed = [kind for kind in entry['MimeType'].split(';') if kind]
    types = tree.parse(data / f'{ID}.mime.xml').getroot().findall(f'{MIME}mime-type')
    defined = [kind.get('type') for kind in types]
    build = (data / 'meson.build').read_text()
    errors = []
    # Links are addresses: %U hands them over, %F would not.
    if '%U' not in entry['Exec'].split() or 'x-scheme-handler/thetascope' not in claimed:
        errors.append('the desktop file does not take thetascope: links')
    errors += [f'{kind} is defined and not opened' for kind in defined if kind not in claimed]
    names = [entry['Icon'], f"{entry['Icon']}-symbolic"]
    names += [icon.get('name') for kind in types for icon in kind.findall(f'{MIME}icon')]
    for name in names:
        path = data / 'icons' / f'{name}.svg'
        root = tree.parse(path).getroot() if path.is_file() else None
        if root is None or not root.tag.endswith('svg') or root.get('width') != root.get('height'):
            errors.append(f'{path.name} is no square icon')
        short = name.replace(ID, 'app_id')
        if name not in build and f"app_id + '{name.removeprefix(ID)}.svg'" not in build:
            errors.append(f'{short} is not installed')
    if shutil.which('update-mime-database'):
        with tempfile.TemporaryDirectory() as folder:
            packages = pathlib.Path(folder) / 'packages'
            packages.mkdir()
            shutil.copy(data / f'{ID}.mime.xml', packages / f'{ID}.xml')
            subprocess.run(['update-mime-database', folder], check=True)
            globs = (pathlib.Path(folder) / 'globs2').read_text()
        for line in ('application/x-thetascope:*.theta', 'text/x-arff:*.arff'):
            if line not in globs:
                errors.append(f'the database of types lacks {line}')
    print('\n'.join(errors) or f'{len(defined)} types and {len(names)} icons fit together')
    return 1 if errors else 0


sys.exit(main())
