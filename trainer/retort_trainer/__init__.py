"""The training service of Retort: a FastAPI server, a job queue and the job that trains and exports
a student.
"""

__version__ = "0.1.0"
