"""nbgrader's view of the course: `nbgrader generate_assignment NAME` and formgrader work from here.

The gradebook is nbgrader's default, `gradebook.db` beside this file.
"""

import os
import shutil
import sysconfig

from threeways.course.kernels import kernel_environment

c = get_config()  # noqa: F821 (traitlets provides it)

c.CourseDirectory.course_id = "deep-learning-three-ways"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
# What stands beside a source notebook for its authors alone: nbgrader copies all that is not here.
c.CourseDirectory.ignore = [
    "wrong",
    "alt",
    "inputs.py",
    "mutants.toml",
    ".ipynb_checkpoints",
    "__pycache__",
    "*.pyc",
    "feedback",
]
c.Execute.timeout = 60  # seconds a cell may take when nbgrader runs it
# What a submission may use when `threeways grade` runs it; `Limits` in
# src/threeways/course/grading/system.py names the others: memory, disk, processes, output.
c.GradingLimits.cell = 30  # seconds
c.GradingLimits.submission = 120

# Late submissions: of each assignment some days are free, each day begun after them costs a share
# of what was earned. The due date is set in formgrader; a student's extension is added to it.
c.AssignLatePenalties.plugin_class = "threeways.course.grading.late.GraceDays"
c.GraceDays.grace_days = 0
c.GraceDays.percent_per_day = 0  # 10 with grace_days = 2: the third day late costs a tenth
c.GraceDays.at_most = 100

# Kernels that nbgrader starts inherit this process's environment.
for name, value in kernel_environment().items():
    os.environ.setdefault(name, value)
# nbgrader calls alembic by name; it stands beside nbgrader, on the path or not.
if not shutil.which("alembic"):
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
