"""Projects, through the command line and the library."""

import pytest
from conftest import polyaxon


def project_client(name):
    from polyaxon.client import ProjectClient

    return ProjectClient(owner="default", project=name)


def test_projects_are_made_listed_shown_changed_and_deleted():
    polyaxon("project", "create", "--name", "short-lived", "--description", "first", "--tags", "a,b")
    shown = polyaxon("project", "get", "-p", "short-lived")
    for text in ("short-lived", "first"):
        assert text in shown
    assert "short-lived" in polyaxon("project", "ls")
    polyaxon("project", "update", "-p", "short-lived", "--description", "second")
    assert project_client("short-lived").refresh_data() is None
    assert "second" in polyaxon("project", "get", "-p", "short-lived")
    polyaxon("project", "delete", "-p", "short-lived", "--yes")
    assert "short-lived" not in polyaxon("project", "ls")


def test_the_same_name_twice_is_refused_with_the_reason(project):
    assert "already exists" in polyaxon("project", "create", "--name", project, code=1)


def test_init_takes_a_project_for_a_folder(project, tmp_path):
    polyaxon("init", "-p", project, "-y", cwd=tmp_path)
    assert project in polyaxon("ops", "ls", cwd=tmp_path)


def test_the_library_makes_and_lists_projects():
    client = project_client("by-library")
    client.create({"name": "by-library", "description": "d", "tags": ["x"]})
    client.refresh_data()
    assert client.project_data.description == "d"
    assert "by-library" in [one.name for one in client.list(limit=100).results]
    assert [one.name for one in client.list(query="name:by-lib%").results] == ["by-library"]
    client.update({"description": "new", "tags": ["y"]})
    client.refresh_data()
    assert (client.project_data.description, client.project_data.tags) == ("new", ["y"])
    client.delete()
    with pytest.raises(Exception, match="404|(?i:not found)"):
        client.refresh_data()


