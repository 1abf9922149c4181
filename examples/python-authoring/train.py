"""Fits a line to the speed of sound in air (m/s) at eight temperatures (tens of degrees Celsius), by gradient descent."""

import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, required=True)
parser.add_argument("--steps", type=int, default=200)
options = parser.parse_args()

temperatures = [-2, -1, 0, 1, 2, 3, 4, 5]
speeds = [318.9, 325.4, 331.3, 337.3, 343.2, 349.0, 354.7, 360.3]

slope, level, loss = 0.0, 330.0, float("inf")
for _ in range(options.steps):
    errors = [slope * t + level - s for t, s in zip(temperatures, speeds)]
    loss = sum(error**2 for error in errors) / len(errors)
    slope -= options.lr * sum(e * t for e, t in zip(errors, temperatures)) / len(errors)
    level -= options.lr * sum(errors) / len(errors)

print(f"lr {options.lr}: {slope / 10:.3f} m/s for each degree, loss {loss:.4f}")
