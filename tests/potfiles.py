#!/usr/bin/env python3
"""Every file with translatable texts stands in po/POTFILES.in, and nothing else.
potfiles.py ROOT"""
import pathlib
import re
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    listed = {line for line in (root / 'po/POTFILES.in').read_text().split('\n')
              if line and not line.startswith('#')}
    found = {f'data/org.thetascope.Thetascope.{kind}.in' for kind in ('desktop', 'metainfo.xml')}
    for path in (root / 'ui').rglob('*'):
        if path.suffix in ('.c', '.ui'):
            text = path.read_text()
            if re.search(r'\bn?N?_ \(|ngettext \(', text) or 'translatable="' in text:
                found.add(str(path.relative_to(root)))
    for name in sorted(found - listed):
        print(f'{name} has texts to translate: add it to po/POTFILES.in')
    for name in sorted(listed - found):
        print(f'{name} has none: take it out of po/POTFILES.in')
    return 1 if found != listed else 0


sys.exit(main())
