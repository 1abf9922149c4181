"""A sweep, written with the `polyaxon` package of PyPI."""

from polyaxon import k8s
from polyaxon.schemas import (
    V1Component,
    V1GridSearch,
    V1HpChoice,
    V1IO,
    V1Job,
    V1Operation,
    V1Param,
)

train = V1Component(
    name="train",
    inputs=[
        V1IO(name="lr", type="float", description="learning rate"),
        V1IO(name="steps", type="int", value=200, is_optional=True),
    ],
    run=V1Job(
        container=k8s.V1Container(
            command=["python3", "train.py"],
            args=["{{ params.as_args }}"],
        )
    ),
)

# `polyaxon run -f pipeline.py:single`: one run.
single = V1Operation(component=train, params={"lr": V1Param(value=0.1)})

# `polyaxon run -f pipeline.py`: `main` is what is taken when nothing is named.
main = V1Operation(
    component=train,
    matrix=V1GridSearch(
        params={"lr": V1HpChoice(value=[0.01, 0.05, 0.1])}, concurrency=3
    ),
)
