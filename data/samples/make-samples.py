#!/usr/bin/env python3
"""Makes iris.csv, wine.csv, wdbc.csv and digits.csv from Debian's package
python3-sklearn, without importing it: make-samples.py [FOLDER OF ITS DATA]"""
import csv
import gzip
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                    else '/usr/lib/python3/dist-packages/sklearn/datasets/data')

WINE = ['alcohol', 'malic_acid', 'ash', 'alcalinity_of_ash', 'magnesium', 'total_phenols',
        'flavanoids', 'nonflavanoid_phenols', 'proanthocyanins', 'color_intensity', 'hue',
        'od280_od315', 'proline']
IRIS = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width']
MEASURES = ['radius', 'texture', 'perimeter', 'area', 'smoothness', 'compactness', 'concavity',
            'concave_points', 'symmetry', 'fractal_dimension']
WDBC = [f'{kind}_{measure}' for kind in ('mean', 'error', 'worst') for measure in MEASURES]
DIGITS = [f'p{row}_{column}' for row in range(8) for column in range(8)]


def read(name):
    """Rows of texts after the first line (counts and class names)."""
    with open(DATA / name, newline='') as file:
        return list(csv.reader(file))[1:]


def write(name, columns, rows, classes):
    with open(HERE / name, 'w', newline='') as file:
        out = csv.writer(file, lineterminator='\n')
        out.writerow(columns + ['class'])
        for row in rows:
            out.writerow(row[:-1] + [classes[int(row[-1])]])


def main():
    write('iris.csv', IRIS, read('iris.csv'), ['setosa', 'versicolor', 'virginica'])
    write('wine.csv', WINE, read('wine_data.csv'), ['cultivar 1', 'cultivar 2', 'cultivar 3'])
    write('wdbc.csv', WDBC, read('breast_cancer.csv'), ['malignant', 'benign'])
    with gzip.open(DATA / 'digits.csv.gz', 'rt') as file:
        rows = [[f'{float(text):g}' for text in row] for row in csv.reader(file)]
    write('digits.csv', DIGITS, rows, [str(digit) for digit in range(10)])


main()
