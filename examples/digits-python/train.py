"""Reads handwritten digits with a support vector machine. `polyaxon` finds the run by itself, or makes one where there is none."""

import argparse
import tempfile
from pathlib import Path

import joblib
from polyaxon import tracking
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

parser = argparse.ArgumentParser()
parser.add_argument("--c", type=float, default=1.0, help="how much a mistake costs")
parser.add_argument("--gamma", type=float, default=0.001, help="how far one example reaches")
args = parser.parse_args()

tracking.init()

images, digits = load_digits(return_X_y=True)
rows, held_back, labels, held_labels = train_test_split(images, digits, test_size=0.4, random_state=1, stratify=digits)
check_rows, _, check_labels, _ = train_test_split(held_back, held_labels, test_size=0.5, random_state=1, stratify=held_labels)

for step, share in enumerate((0.25, 0.5, 1.0)):
    count = int(len(rows) * share)
    model = SVC(C=args.c, gamma=args.gamma).fit(rows[:count], labels[:count])
    accuracy = accuracy_score(check_labels, model.predict(check_rows))
    tracking.log_metrics(step=step, rows=count, accuracy=accuracy)
    print(f"{count} rows: accuracy {accuracy:.3f}", flush=True)

names = [str(digit) for digit in range(10)]
matrix = confusion_matrix(check_labels, model.predict(check_rows))
tracking.log_confusion_matrix("digits", x=names, y=names, z=matrix.tolist(), step=0)

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.joblib"
    joblib.dump(model, path)
    tracking.log_model(str(path), name="model", framework="scikit-learn")

# Inside of a run Python's end would do. Outside, the library would import pandas only then, which is too late for it.
tracking.end()
