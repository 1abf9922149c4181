"""A script that runs on somebody's own machine and reports from there. Arguments: project, then what to do."""

import sys

from polyaxon import tracking

project, what = sys.argv[1:3]
run = tracking.init(project=project, name=f"outside-{what}", tags=["outside"], is_new=True, is_offline=what == "offline")
tracking.log_inputs(lr=0.5)
for step in range(5):
    tracking.log_metrics(step=step, loss=1 / (step + 1))
tracking.log_text("note", "from outside", step=0)
with open("kept.txt", "w") as file:
    file.write("kept")
tracking.log_artifact("kept.txt", name="kept", kind="file")
print("hello from outside")
# What is printed goes to the run's logs.
with open("uuid.txt", "w") as file:
    file.write(run.run_uuid)
if what == "raises":
    raise ValueError("on purpose")
if what == "many":
    # Each of these is a request of its own, sent by several threads at once.
    for number in range(60):
        tracking.log_outputs(**{f"key{number}": number})
        tracking.log_meta(**{f"meta{number}": number})
        tracking.log_tags([f"tag{number}"])
tracking.end()
